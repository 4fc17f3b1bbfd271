package rule

import (
	"fmt"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"pointsmall/mall"
)

// strictEnvironment looks at written values, too. Conditions that are stored are compiled
// without it: older versions took what it refuses.
var strictEnvironment = sync.OnceValues(func() (*cel.Env, error) {
	env, err := environment()
	if err != nil {
		return nil, err
	}
	return env.Extend(cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateTimestampLiterals(), cel.ValidateDurationLiterals()))
})

// Faults are what is wrong with a condition that somebody writes: what Compile finds, values
// that cannot be what they stand for (`matches("(")`), and what is false of every event.
func Faults(text string) ([]Fault, error) {
	if _, faults, err := Compile(text); err != nil || len(faults) > 0 {
		return faults, err
	}
	env, err := strictEnvironment()
	if err != nil {
		return nil, fmt.Errorf("set up conditions: %w", err)
	}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		var faults []Fault
		for _, e := range issues.Errors() {
			faults = append(faults, faultAt(e.Location.Line(), e.Location.Column()+1, celText(e.Message)))
		}
		return faults, nil
	}
	return constant(env, ast)
}

// constant finds conditions that are false, or fail, whatever the event is.
func constant(env *cel.Env, ast *cel.Ast) ([]Fault, error) {
	program, err := env.Program(ast, cel.EvalOptions(cel.OptPartialEval), cel.CostLimit(maxCost))
	if err != nil {
		return []Fault{faultAt(1, 1, celText(err.Error()))}, nil
	}
	anything, err := cel.PartialVars(map[string]any{}, cel.AttributePattern("event"), cel.AttributePattern("member"), cel.AttributePattern("history"))
	if err != nil {
		return nil, err
	}
	out, _, err := program.Eval(anything)
	switch {
	case err != nil:
		return []Fault{faultAt(1, 1, SayFailure(err.Error()))}, nil
	case out == types.False:
		return []Fault{faultAt(1, 1, mall.Textf("the condition is false of every event", "条件对任何事件都不成立"))}, nil
	}
	return nil, nil
}
