package graph

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/rule"
)

// appliedRules are the rules behind an entry.
func (r *Resolver) appliedRules(ctx context.Context, e *ent.Entry) ([]*model.AppliedRule, error) {
	if e.Kind != mall.EntryEarn {
		return nil, nil
	}
	g, err := loader.From(ctx).Grants().Load(ctx, e.ID)
	if g == nil || err != nil {
		return nil, err
	}
	applied := make([]*model.AppliedRule, len(g.Parts))
	for i, p := range g.Parts {
		by, err := loader.From(ctx).Rules().Load(ctx, rule.Key{Code: p.Rule, Version: p.Version})
		if err != nil {
			return nil, err
		}
		applied[i] = appliedRule(ctx, p, by)
	}
	return applied, nil
}

func appliedRule(ctx context.Context, p grant.Part, by *rule.Rule) *model.AppliedRule {
	a := &model.AppliedRule{Rule: p.Rule, Version: p.Version, Name: in(ctx, by.Name), Points: p.Points}
	if p.Cap != nil && *p.Cap < len(by.Caps) {
		a.Cap = &by.Caps[*p.Cap]
	}
	exact, ok := new(big.Rat).SetString(p.Exact)
	if !ok {
		exact = new(big.Rat)
	}
	switch {
	case p.Failed != "":
		a.Arithmetic = in(ctx, rule.SayFailure(p.Failed))
	case p.Inputs == nil && by.Effect.Kind() != rule.FixedEffect: // older than the rules
		a.Arithmetic = p.Exact
	default:
		a.Arithmetic = in(ctx, by.Arithmetic(p.Inputs, exact, a.Cap))
	}
	for name, value := range p.Inputs {
		if rule.IsFigure(name) {
			a.Inputs = append(a.Inputs, &model.AppliedRuleFigure{Name: name, Value: value})
		}
	}
	slices.SortFunc(a.Inputs, func(x, y *model.AppliedRuleFigure) int { return cmp.Compare(x.Name, y.Name) })
	return a
}
