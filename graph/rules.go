package graph

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// rulePayload wraps what became of a rule.
func rulePayload(ctx context.Context) func(*rule.Rule, error) (*model.EarningRulePayload, error) {
	return func(made *rule.Rule, err error) (*model.EarningRulePayload, error) {
		if err != nil {
			refusals, err := userErrors(ctx, err)
			return &model.EarningRulePayload{UserErrors: refusals}, err
		}
		return &model.EarningRulePayload{Rule: made, UserErrors: []model.UserError{}}, nil
	}
}

// inRule puts the rule's field in front of those that lie in it.
func inRule(err error) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) && len(refusal.Path) > 0 && !slices.Contains([]string{"code", "version", "revision"}, refusal.Path[0]) {
		return refusal.At("rule")
	}
	return err
}

func textOf(name *model.LocalizedTextInput) mall.Text {
	return mall.Text{EN: text(name.En), ZH: text(name.ZhCn)}
}

// ruleOf reads what a rule does.
func ruleOf(input *model.EarningRuleInput) (rule.Definition, *mall.Error) {
	d := rule.Definition{
		Trigger: input.Trigger, Event: text(input.Event), Condition: text(input.Condition), Priority: input.Priority, Campaign: text(input.Campaign),
	}
	if s := input.Schedule; s != nil {
		d.Schedule = rule.Schedule{
			From: s.From, Until: s.Until, Weekdays: s.Weekdays, TimeFrom: text(s.TimeFrom), TimeUntil: text(s.TimeUntil), Dates: s.Dates,
		}
	}
	if a := input.Audience; a != nil {
		d.Audience = rule.Audience{Tiers: a.Tiers, Tags: a.Tags}
	}
	if s := input.Stacking; s != nil {
		d.Stacking = rule.Stacking{Mode: s.Mode, Group: text(s.Group)}
	}
	for _, c := range input.Caps {
		capped := rule.Cap{Period: c.Period, Scope: c.Scope, Points: c.Points}
		if c.Times != nil {
			capped.Times = new(int64(*c.Times))
		}
		d.Caps = append(d.Caps, capped)
	}
	if p := input.Pending; p != nil {
		d.Pending = rule.Pending{Days: p.Days, UntilReturnWindowCloses: p.UntilReturnWindowCloses}
	}
	if e := input.Expiry; e != nil {
		d.Expiry = &mall.Expiry{Kind: e.Kind, N: e.N}
	}
	effect, err := effectOf(input.Effect)
	d.Effect = effect
	if err != nil {
		return d, err.At("effect")
	}
	return d, nil
}

func effectOf(input *model.EarningEffectInput) (e rule.Effect, refusal *mall.Error) {
	if f := input.Fixed; f != nil {
		e.Fixed = &rule.Fixed{Points: f.Points}
	}
	if r := input.Ratio; r != nil {
		amount, err := mall.ParseMoney(r.Amount.Amount, r.Amount.Currency)
		if err != nil {
			return e, refused(err).At("ratio", "amount")
		}
		e.Ratio = &rule.Ratio{
			Points: r.Points, AmountMinor: amount.Minor, Currency: amount.Currency, Whole: r.Whole, Goods: rule.Goods{Categories: r.Categories, Skus: r.Skus},
		}
	}
	if l := input.Ladder; l != nil {
		if e.Ladder, refusal = ladderOf(l); refusal != nil {
			return e, refusal.At("ladder")
		}
	}
	if p := input.PerItem; p != nil {
		e.PerItem = &rule.PerItem{Points: p.Points, Skus: p.Skus, Together: p.Together}
	}
	if s := input.Streak; s != nil {
		e.Streak = &rule.Streak{Points: s.Points, Every: s.Every, Bonus: s.Bonus}
	}
	if p := input.PerUnit; p != nil {
		e.PerUnit = &rule.PerUnit{Points: p.Points, Of: text(p.Of), Units: p.Units, Most: p.Most}
	}
	if p := input.Percent; p != nil {
		e.Percent = &rule.Percent{Percent: p.Percent, Base: p.Base}
	}
	if m := input.Multiplier; m != nil {
		e.Multiplier = &rule.Multiplier{Factor: m.Factor, Base: m.Base}
	}
	if t := input.TierBonus; t != nil {
		e.TierBonus = &rule.TierBonus{Percents: map[string]mall.Decimal{}, Base: t.Base}
		for _, p := range t.Percents {
			e.TierBonus.Percents[p.Tier] = p.Percent
		}
	}
	return e, nil
}

func ladderOf(input *model.LadderEffectInput) (*rule.Ladder, *mall.Error) {
	l := &rule.Ladder{Repeat: input.Repeat}
	for i, b := range input.Bands {
		amount, err := mall.ParseMoney(b.Amount.Amount, b.Amount.Currency)
		if err == nil && i > 0 && amount.Currency != l.Currency {
			err = mall.Errorf(mall.CodeInvalidInput, "all bands are in one currency", "各档货币须一致").At("currency")
		}
		if err != nil {
			return nil, refused(err).At("bands", strconv.Itoa(i), "amount")
		}
		l.Currency = amount.Currency
		l.Bands = append(l.Bands, rule.Band{AmountMinor: amount.Minor, Points: b.Points})
	}
	return l, nil
}

// refused is a refusal that comes as an error.
func refused(err error) *mall.Error {
	var refusal *mall.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return mall.Errorf(mall.CodeInvalidInput, "%v", "%v", err)
}

// rulesPage reads a page of the rules, the newest first.
func (r *Resolver) rulesPage(ctx context.Context, args page.Args, filter *model.EarningRuleFilter) (*model.EarningRuleConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := rule.Page{Limit: w.Size + 1, FromEnd: w.Backward}
	if filter != nil {
		query.Filter = rule.Filter{Status: filter.Status, Trigger: filter.Trigger, Code: filter.Code}
	}
	var ok bool
	if query.After, ok = rulePosition(w.After); !ok {
		return nil, page.BadCursor("after")
	}
	if query.Before, ok = rulePosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	rules, err := r.Rules.List(ctx, query)
	if err != nil {
		return nil, err
	}
	rules, hasNext, hasPrevious := page.Cut(w, rules)
	edges := make([]*model.EarningRuleEdge, len(rules))
	for i, one := range rules {
		edges[i] = &model.EarningRuleEdge{Cursor: page.Cursor(one.ID.String()), Node: one}
	}
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) { return r.Rules.Count(ctx, query.Filter, page.MaxCount) }
	return &model.EarningRuleConnection{Edges: edges, Nodes: rules, PageInfo: info, Count: count}, nil
}

func rulePosition(cursor string) (*mall.RuleID, bool) {
	if cursor == "" {
		return nil, true
	}
	id, ok := mall.AnyID(cursor).Rule()
	return &id, ok
}
