package rule

import (
	"errors"
	"fmt"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"pointsmall/mall"
)

// Limits of a condition, the costs in CEL's own units: a comparison is about one.
const (
	// maxCondition is how long its text may be, in bytes.
	maxCondition = 4000
	// maxEstimate is the highest cost that a condition may have in the worst case, and
	// maxCost the highest that it may reach when it runs.
	maxEstimate = 10_000_000
	// maxAncestors is how many categories a line is taken to be in: its own and those above.
	maxAncestors = 20
	maxCost      = 100_000
)

// Condition is a compiled condition. It may be used by many at once.
type Condition struct {
	program cel.Program
	asks    Asks
	// literals are the names that it asks for.
	literals literals
	expr     ast.Expr
}

// Fault is what is wrong with a condition, and where: lines and columns count from 1.
type Fault struct {
	Line, Column int
	// Message is in English unless In says otherwise.
	Message string
	text    mall.Text
}

// In is the fault with its message in a language.
func (f Fault) In(lang mall.Lang) Fault {
	f.Message = f.text.In(lang)
	return f
}

func faultAt(line, column int, text mall.Text) Fault {
	return Fault{line, column, text.EN, text}
}

// environment is what conditions can say; see vars.go.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	p, err := newProvider()
	if err != nil {
		return nil, err
	}
	return cel.NewEnv(
		cel.CustomTypeProvider(p), cel.CustomTypeAdapter(p),
		cel.CrossTypeNumericComparisons(true),
		cel.ParserRecursionLimit(50), cel.ParserExpressionSizeLimit(maxCondition),
		cel.Variable("event", eventType), cel.Variable("member", memberType), cel.Variable("history", historyType),
	)
})

// Compile checks a condition. Faults are the author's; err is for what nobody expected.
func Compile(text string) (c *Condition, faults []Fault, err error) {
	env, err := environment()
	if err != nil {
		return nil, nil, fmt.Errorf("set up conditions: %w", err)
	}
	if len(text) > maxCondition {
		return nil, []Fault{faultAt(1, 1, mall.Textf("a condition has at most %d bytes, this one %d", "条件最多 %d 字节，当前为 %d", maxCondition, len(text)))}, nil
	}
	checked, issues := env.Compile(text)
	if issues.Err() != nil {
		for _, e := range issues.Errors() {
			faults = append(faults, faultAt(e.Location.Line(), e.Location.Column()+1, celText(e.Message)))
		}
		return nil, faults, nil
	}
	if checked.OutputType() != cel.BoolType {
		return nil, []Fault{faultAt(1, 1, mall.Textf("a condition is true or false, this one is of type %s", "条件的结果须为真或假，当前类型为 %s", checked.OutputType()))}, nil
	}
	estimate, err := env.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, nil, fmt.Errorf("estimate a condition's cost: %w", err)
	}
	if estimate.Max > maxEstimate {
		return nil, []Fault{faultAt(1, 1, mall.Textf("the condition's cost has no bound, or too high a one: look at fewer values, or at ones of known size", "条件的计算量没有上限或过高，请减少要检查的数据，或使用长度已知的数据"))}, nil
	}
	var options []cel.ProgramOption
	if estimate.Max > maxCost { // counting costs time, so only where it can matter
		options = append(options, cel.CostLimit(maxCost))
	}
	program, err := env.Program(checked, options...)
	if err != nil { // the author's too: a bad regular expression, for one
		return nil, []Fault{faultAt(1, 1, celText(err.Error()))}, nil
	}
	return &Condition{program: program, asks: mentions(checked.NativeRep().Expr()), literals: literalsOf(checked.NativeRep().Expr()), expr: checked.NativeRep().Expr()}, nil, nil
}

// errNotBool cannot happen: Compile checks the type.
var errNotBool = errors.New("a condition is neither true nor false")

// holds evaluates the condition. A condition that fails does not hold.
func (c *Condition) holds(in *Input) (bool, error) {
	out, _, err := c.program.Eval(activation{in})
	if err != nil {
		return false, err
	}
	yes, ok := out.(types.Bool)
	if !ok {
		return false, errNotBool
	}
	return bool(yes), nil
}

// sizes bounds what the mall lets in: see the checks of what tills report.
type sizes struct{}

// EstimateSize bounds lists, texts and maps by their type.
func (sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	if path := n.Path(); len(path) > 0 && path[len(path)-1] == "categories" {
		return &cost.SizeEstimate{Max: maxAncestors}
	}
	switch n.Type().Kind() {
	case types.StringKind:
		return &cost.SizeEstimate{Max: 256}
	case types.ListKind:
		return &cost.SizeEstimate{Max: 1000}
	case types.MapKind:
		return &cost.SizeEstimate{Max: mall.MaxAttributes}
	}
	return nil
}

// EstimateCallCost leaves calls to CEL.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// HoldsOf evaluates a condition of members: one that asks of no event. A condition that fails
// does not hold.
func (c *Condition) HoldsOf(m Member, h History) bool {
	yes, err := c.holds(&Input{Member: m, History: h})
	return yes && err == nil
}

// OfMembers refuses, as a fault of the author, what a condition of members cannot ask: the event, and what
// would have to be read day by day.
func (c *Condition) OfMembers() *Fault {
	var bad string
	ast.PostOrderVisit(c.expr, ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			if e.AsIdent() == "event" {
				bad = "event"
			}
		case ast.SelectKind:
			switch name := e.AsSelect().FieldName(); name {
			case "purchases30d", "spent30d", "eventsOfType", "first", "referred":
				bad = name
			}
		}
	}))
	if bad == "" {
		return nil
	}
	f := faultAt(1, 1, mall.Textf("a segment cannot ask for %s: it knows member.tier, rank, tags, since, and history.purchases, spent, lifetimeEarned", "分群条件不能使用 %s：可用 member.tier、rank、tags、since 与 history.purchases、spent、lifetimeEarned", bad))
	return &f
}
