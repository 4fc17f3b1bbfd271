package arguments

import (
	"context"
	"encoding/json"
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
)

// Variables reads the variables that an operation declares by the rules of GraphQL's
// specification, section 6.1.2: 2.0 is a whole number, "2" is none, and an enum's value
// is written as the schema writes it. What custom scalars may be is not decided here:
// see Extension. The operation need not be valid: a variable of a type that nobody
// knows is left as it is.
func Variables(ctx context.Context, schema *ast.Schema, op *ast.OperationDefinition, sent map[string]any) (map[string]any, *gqlerror.Error) {
	read := make(map[string]any, len(sent))
	for _, v := range op.VariableDefinitions {
		value, given := sent[v.Variable]
		switch {
		case given:
			r := variable{schema: schema, path: []string{v.Variable}}
			var bad *badValue
			if read[v.Variable], bad = r.value(v.Type, value); bad != nil {
				return nil, bad.refusal(ctx, v)
			}
		case v.Type.NonNull && v.DefaultValue == nil:
			return nil, (&badValue{[]string{v.Variable}, mall.Textf("it is %s and must be given", "类型为 %s，必须提供", v.Type)}).refusal(ctx, v)
		}
	}
	return read, nil
}

// badValue is a value that is not of its type: where it stands, from the variable's
// name on, and what is wrong with it.
type badValue struct {
	path []string
	text mall.Text
}

func (b *badValue) refusal(ctx context.Context, v *ast.VariableDefinition) *gqlerror.Error {
	place := "$" + b.path[0]
	for _, step := range b.path[1:] {
		place += "." + step
	}
	text := mall.Textf("the value of %[1]s is bad: %[2]s", "变量 %[1]s 的值有误：%[3]s", place, b.text.EN, b.text.ZH)
	refusal := &gqlerror.Error{Message: text.In(mall.LangOf(ctx)), Extensions: map[string]any{"code": BadValue, "variable": b.path}}
	if v.Position != nil {
		refusal.Locations = []gqlerror.Location{{Line: v.Position.Line, Column: v.Position.Column}}
	}
	return refusal
}

// variable is the reading of one variable.
type variable struct {
	schema *ast.Schema
	path   []string
}

func (r *variable) bad(en, zh string, args ...any) *badValue {
	return &badValue{append([]string(nil), r.path...), mall.Textf(en, zh, args...)}
}

// within reads a part of the variable.
func (r *variable) within(step string, t *ast.Type, v any) (any, *badValue) {
	r.path = append(r.path, step)
	read, bad := r.value(t, v)
	r.path = r.path[:len(r.path)-1]
	return read, bad
}

func (r *variable) value(t *ast.Type, v any) (any, *badValue) {
	if v == nil {
		if t.NonNull {
			return nil, r.bad("%s must not be null", "类型 %s 的值不能为 null", t)
		}
		return nil, nil
	}
	if t.Elem != nil {
		return r.list(t.Elem, v)
	}
	def := r.schema.Types[t.NamedType]
	if def == nil {
		return v, nil
	}
	switch def.Kind {
	case ast.Scalar:
		return r.scalar(def.Name, v)
	case ast.Enum:
		if name, ok := v.(string); !ok || def.EnumValues.ForName(name) == nil {
			return nil, r.bad("%[2]s is no value of the enum %[1]s", "%[2]s 不是枚举 %[1]s 的值", def.Name, mall.Shown(v))
		}
	case ast.InputObject:
		return r.object(def, v)
	}
	return v, nil
}

// list reads a list; one value stands for a list of it.
func (r *variable) list(t *ast.Type, v any) (any, *badValue) {
	sent, ok := v.([]any)
	if !ok {
		one, bad := r.value(t, v)
		return []any{one}, bad
	}
	read := make([]any, len(sent))
	for i, element := range sent {
		var bad *badValue
		if read[i], bad = r.within(strconv.Itoa(i), t, element); bad != nil {
			return nil, bad
		}
	}
	return read, nil
}

// scalar reads one of GraphQL's own scalars.
func (r *variable) scalar(name string, v any) (any, *badValue) {
	switch name {
	case "Int":
		n, ok := mall.WholeNumber(v)
		if !ok || n > math.MaxInt32 || n < math.MinInt32 {
			return nil, r.bad("Int must be a whole number of 32 bits, got %s", "Int 应为 32 位整数，收到 %s", mall.Shown(v))
		}
		return n, nil
	case "ID":
		if n, ok := mall.WholeNumber(v); ok {
			return strconv.FormatInt(n, 10), nil
		}
		if _, ok := v.(string); !ok {
			return nil, r.bad("ID must be a string, got %s", "ID 应为字符串，收到 %s", mall.Shown(v))
		}
	case "String":
		if _, ok := v.(string); !ok {
			return nil, r.bad("String must be a string, got %s", "String 应为字符串，收到 %s", mall.Shown(v))
		}
	case "Boolean":
		if _, ok := v.(bool); !ok {
			return nil, r.bad("Boolean must be true or false, got %s", "Boolean 应为 true 或 false，收到 %s", mall.Shown(v))
		}
	case "Float":
		if _, ok := v.(json.Number); !ok {
			return nil, r.bad("Float must be a number, got %s", "Float 应为数字，收到 %s", mall.Shown(v))
		}
	}
	return v, nil
}

// object reads an input object. __typename is left out, which some clients' caches add.
func (r *variable) object(def *ast.Definition, v any) (any, *badValue) {
	sent, ok := v.(map[string]any)
	if !ok {
		return nil, r.bad("%[1]s must be an object, got %[2]s", "%[1]s 应为对象，收到 %[2]s", def.Name, mall.Shown(v))
	}
	read := make(map[string]any, len(sent))
	for _, f := range def.Fields {
		value, given := sent[f.Name]
		if !given {
			if f.Type.NonNull && f.DefaultValue == nil {
				r.path = append(r.path, f.Name)
				return nil, r.bad("it is %s and must be given", "类型为 %s，必须提供", f.Type)
			}
			continue
		}
		var bad *badValue
		if read[f.Name], bad = r.within(f.Name, f.Type, value); bad != nil {
			return nil, bad
		}
	}
	for name := range sent {
		if name != "__typename" && def.Fields.ForName(name) == nil {
			r.path = append(r.path, name)
			return nil, r.bad("%s has no such field", "%s 没有此字段", def.Name)
		}
	}
	return read, nil
}
