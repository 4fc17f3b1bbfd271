package rule

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"pointsmall/mall"
)

// The types that conditions know. A field that is not here is an error when the rule
// is saved.
var (
	eventType   = cel.ObjectType("Event")
	lineType    = cel.ObjectType("Line")
	memberType  = cel.ObjectType("Member")
	historyType = cel.ObjectType("History")
)

type fields map[string]*types.FieldType

// get makes a field of what is kept as *T.
func get[T any](t *cel.Type, from func(*T) any) *types.FieldType {
	return &types.FieldType{
		Type:  t,
		IsSet: func(any) bool { return true },
		GetFrom: func(object any) (any, error) {
			o, ok := object.(*T)
			if !ok {
				return nil, fmt.Errorf("a %T has no such field", object)
			}
			return from(o), nil
		},
	}
}

var objects = map[string]fields{
	"Event": {
		"type":       get(cel.StringType, func(e *Event) any { return e.kind() }),
		"at":         get(cel.TimestampType, func(e *Event) any { return e.At }),
		"total":      get(cel.DoubleType, func(e *Event) any { return major(e.Total.Minor, e.Total.Currency) }),
		"currency":   get(cel.StringType, func(e *Event) any { return string(e.Total.Currency) }),
		"channel":    get(cel.StringType, func(e *Event) any { return e.Channel }),
		"source":     get(cel.StringType, func(e *Event) any { return e.Source }),
		"lines":      get(cel.ListType(lineType), func(e *Event) any { return e.lines() }),
		"attributes": get(cel.MapType(cel.StringType, cel.DynType), func(e *Event) any { return e.attributes() }),
		"score":      get(cel.DoubleType, func(e *Event) any { return e.score() }),
		"streak":     get(cel.IntType, func(e *Event) any { return int64(e.Streak) }),
	},
	"Line": {
		"sku":       get(cel.StringType, func(l *Line) any { return l.Sku }),
		"quantity":  get(cel.IntType, func(l *Line) any { return int64(l.Quantity) }),
		"measure":   get(cel.DoubleType, func(l *Line) any { return l.measure() }),
		"unitPrice": get(cel.DoubleType, func(l *Line) any { return l.UnitPrice.InexactFloat64() }),
		"category":  get(cel.StringType, func(l *Line) any { return l.category() }),
		// the category and all above it, the lowest first
		"categories": get(cel.ListType(cel.StringType), func(l *Line) any { return l.categories() }),
	},
	"Member": {
		"tier":  get(cel.StringType, func(m *Member) any { return m.Tier }),
		"rank":  get(cel.IntType, func(m *Member) any { return int64(m.Rank) }),
		"tags":  get(cel.ListType(cel.StringType), func(m *Member) any { return m.Tags }),
		"since": get(cel.TimestampType, func(m *Member) any { return m.Since }),
		// whether somebody had invited the member, and the referral was not refused or in review
		"referred": get(cel.BoolType, func(m *Member) any { return m.Referred }),
	},
	"History": {
		"purchases":      get(cel.IntType, func(h *History) any { return h.Purchases }),
		"spent":          get(cel.DoubleType, func(h *History) any { return major(h.Spent, h.Currency) }),
		"purchases30d":   get(cel.IntType, func(h *History) any { return h.Purchases30d }),
		"spent30d":       get(cel.DoubleType, func(h *History) any { return major(h.Spent30d, h.Currency) }),
		"eventsOfType":   get(cel.IntType, func(h *History) any { return h.EventsOfType }),
		"lifetimeEarned": get(cel.IntType, func(h *History) any { return int64(h.LifetimeEarned) }),
		"first":          get(cel.BoolType, func(h *History) any { return h.Purchases == 0 && !h.Free }),
	},
}

// kind is the custom event's name, or the trigger.
func (e *Event) kind() string {
	if e.Trigger == mall.TriggerCustom {
		return e.Name
	}
	return string(e.Trigger)
}

// major is an amount in units of its currency, for conditions alone: points are never
// reckoned with it.
func major(minor int64, c mall.Currency) float64 { return float64(minor) / math.Pow10(int(c.Digits())) }

func (e *Event) lines() []any {
	list := make([]any, len(e.Lines))
	for i := range e.Lines {
		list[i] = object{lineType, &e.Lines[i]}
	}
	return list
}

func (e *Event) attributes() map[string]any {
	if e.Attributes == nil {
		return map[string]any{}
	}
	return e.Attributes
}

func (e *Event) score() float64 {
	if e.Score == nil {
		return 0
	}
	return e.Score.InexactFloat64()
}

// measure is how much there is of the goods; the number of pieces where they are counted.
func (l *Line) measure() float64 {
	if l.Measure == "" {
		return float64(l.Quantity)
	}
	m, err := mall.ParseDecimal(l.Measure)
	if err != nil {
		return 0
	}
	return m.InexactFloat64()
}

func (l *Line) category() string {
	if len(l.Categories) == 0 {
		return ""
	}
	return l.Categories[0]
}

func (l *Line) categories() []string {
	if l.Categories == nil {
		return []string{}
	}
	return l.Categories
}

// activation hands an evaluation's input to a condition.
type activation struct{ in *Input }

// ResolveName finds a variable.
func (a activation) ResolveName(name string) (any, bool) {
	switch name {
	case "event":
		return &a.in.Event, true
	case "member":
		return &a.in.Member, true
	case "history":
		return &a.in.History, true
	}
	return nil, false
}

// Parent is nil: there is nothing else to look in.
func (activation) Parent() cel.Activation { return nil }

// provider tells CEL of the types above.
type provider struct{ *types.Registry }

func newProvider() (*provider, error) {
	registry, err := types.NewRegistry()
	return &provider{registry}, err
}

// FindStructType finds a type by its name.
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := objects[name]; ok {
		return types.NewTypeTypeWithParam(cel.ObjectType(name)), true
	}
	return p.Registry.FindStructType(name)
}

// FindStructFieldNames lists a type's fields.
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if f, ok := objects[name]; ok {
		names := make([]string, 0, len(f))
		for field := range f {
			names = append(names, field)
		}
		slices.Sort(names)
		return names, true
	}
	return p.Registry.FindStructFieldNames(name)
}

// FindStructFieldType finds a field of a type.
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if f, ok := objects[name]; ok {
		t, ok := f[field]
		return t, ok
	}
	return p.Registry.FindStructFieldType(name, field)
}

// NewValue refuses to make objects: conditions only read.
func (p *provider) NewValue(name string, values map[string]ref.Val) ref.Val {
	if _, ok := objects[name]; ok {
		return types.NewErr("a condition cannot make a %s", name)
	}
	return p.Registry.NewValue(name, values)
}

// NativeToValue turns what a field holds into CEL's value.
func (p *provider) NativeToValue(v any) ref.Val {
	switch v := v.(type) {
	case ref.Val:
		return v
	case *Event:
		return object{eventType, v}
	case *Member:
		return object{memberType, v}
	case *History:
		return object{historyType, v}
	case json.Number:
		return number(v)
	case time.Time:
		return types.Timestamp{Time: v}
	case map[string]any:
		return types.NewStringInterfaceMap(p, v)
	case []any:
		return types.NewDynamicList(p, v)
	}
	return p.Registry.NativeToValue(v)
}

func number(n json.Number) ref.Val {
	if i, err := n.Int64(); err == nil {
		return types.Int(i)
	}
	f, err := n.Float64()
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Double(f)
}

// object is one of the types above as CEL's value. Its fields are read by the provider.
type object struct {
	typ *cel.Type
	of  any
}

// ConvertToNative gives the Go value.
func (o object) ConvertToNative(t reflect.Type) (any, error) {
	if reflect.TypeOf(o.of).AssignableTo(t) {
		return o.of, nil
	}
	return nil, fmt.Errorf("a %s is no %v", o.typ, t)
}

// ConvertToType knows only the object's own type.
func (o object) ConvertToType(t ref.Type) ref.Val {
	switch t {
	case o.typ:
		return o
	case types.TypeType:
		return o.typ
	}
	return types.NewErr("a %s is no %v", o.typ, t)
}

// Equal compares identities.
func (o object) Equal(other ref.Val) ref.Val {
	that, ok := other.(object)
	return types.Bool(ok && that.of == o.of)
}

// Type is the object's type.
func (o object) Type() ref.Type { return o.typ }

// Value is what the fields are read from.
func (o object) Value() any { return o.of }

// Asks are what conditions ask for that is read for them alone.
type Asks struct {
	// Recent is the last 30 days, Categories those of a purchase's goods, Referred whether
	// the member was invited.
	Recent, Categories, Referred bool
}

// And is what either asks for.
func (a Asks) And(b Asks) Asks {
	return Asks{a.Recent || b.Recent, a.Categories || b.Categories, a.Referred || b.Referred}
}

// mentions says what an expression asks for.
func mentions(e ast.Expr) (asks Asks) {
	ast.PostOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.SelectKind {
			name := e.AsSelect().FieldName()
			asks = asks.And(Asks{strings.HasSuffix(name, "30d"), name == "category" || name == "categories", name == "referred"})
		}
	}))
	return asks
}
