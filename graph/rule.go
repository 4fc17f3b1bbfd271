package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// rulePayload answers with what became of a rule, and with what is odd about it unless it
// is retired.
func (r *Resolver) rulePayload(ctx context.Context, made *rule.Rule, err error) (*model.EarningRulePayload, error) {
	payload := &model.EarningRulePayload{Warnings: []*model.Warning{}, UserErrors: []model.UserError{}}
	if err != nil {
		payload.UserErrors, err = userErrors(ctx, err)
		return payload, err
	}
	payload.Rule = made
	if made.Status == mall.RuleRetired {
		return payload, nil
	}
	odd, err := r.Rules.Warnings(ctx, made)
	for _, w := range odd {
		payload.Warnings = append(payload.Warnings, &model.Warning{
			Code: w.Code, Message: in(ctx, w.Text), Path: append([]string{"input", "rule"}, w.Path...),
		})
	}
	return payload, err
}

// ruleOf reads what a rule does.
func ruleOf(input *model.EarningRuleInput) (rule.Definition, *mall.Error) {
	d := rule.Definition{
		Trigger: input.Trigger, Event: text(input.Event), Condition: text(input.Condition), Priority: input.Priority, Campaign: text(input.Campaign),
		Qualifies: input.Qualifying,
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

// ruleVersion is the version of a rule that a caller saw.
func ruleVersion(input model.EarningRuleVersionInput) rule.Version {
	return rule.Version{Code: input.Code, Version: input.Version, Revision: input.Revision}
}

// rulesPage reads a page of the rules, the newest first.
func (r *Resolver) rulesPage(ctx context.Context, args page.Args, input *model.EarningRuleFilter) (*model.EarningRuleConnection, error) {
	var filter rule.Filter
	if input != nil {
		filter = rule.Filter{Status: input.Status, Trigger: input.Trigger, Code: input.Code}
	}
	return page.List[rule.Rule, mall.RuleID]{
		Text:  func(one *rule.Rule) string { return one.ID.String() },
		Place: page.ByID(mall.AnyID.Rule),
		Read: func(ctx context.Context, part page.Part[mall.RuleID]) ([]*rule.Rule, error) {
			return r.Rules.List(ctx, rule.Page{Filter: filter, After: part.After, Before: part.Before, Limit: part.Limit, FromEnd: part.FromEnd})
		},
		Count: func(ctx context.Context) (int, error) { return r.Rules.Count(ctx, filter, page.MaxCount) },
	}.Page(ctx, args)
}

// capUsage is how much of a rule's caps is used in the window that it is now.
func (r *Resolver) capUsage(ctx context.Context, of *rule.Rule, member *mall.AnyID) ([]*model.EarningCapUsage, error) {
	var id mall.MemberID
	if refusal := filtered(&id, member, mall.AnyID.Member, "memberId"); refusal != nil {
		return nil, refusal
	}
	day := mall.DateOf(r.Clock(), r.Zone)
	var counters []string
	var caps []*rule.Cap
	for i := range of.Caps {
		if c := &of.Caps[i]; c.Scope != rule.EachMember || !id.IsZero() {
			caps, counters = append(caps, c), append(counters, c.Counter(of, id, day))
		}
	}
	shown := make([]*model.EarningCapUsage, len(caps))
	if len(caps) == 0 {
		return shown, nil
	}
	used, err := r.Grants.CountersUsed(ctx, counters)
	for i, c := range caps {
		u := used[counters[i]]
		shown[i] = &model.EarningCapUsage{Period: c.Period, Scope: c.Scope, Points: c.Points, UsedPoints: u.Points, Times: c.TimesShown(), UsedTimes: clampInt(u.Times)}
	}
	return shown, err
}
