package earning

import (
	"math/big"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/rule"
)

// topUp grants what an event that was counted before earns now beyond what it earned
// then, and returns how much that is. It goes to the rule that gives by streaks; caps
// have counted the event already and do not bound it again.
func (d *desk) topUp(o *occasion, had mall.Points) mall.Points {
	account, _ := d.book.Account(o.member)
	day := mall.DateOf(o.event.At, d.settings.Zone)
	in := d.input(o, account, day)
	in.Used = nil
	result := d.rules.Evaluate(&in)
	more := result.Points - had
	var by *rule.Part
	for i := range result.Parts {
		if result.Parts[i].Rule.Effect.Kind() == rule.StreakEffect && (by == nil || result.Parts[i].Points > by.Points) {
			by = &result.Parts[i]
		}
	}
	if more <= 0 || by == nil || !account.CanHold(mall.EntryEarn, more) {
		return 0
	}
	part := *by
	part.Points, part.Exact = more, new(big.Rat).SetInt64(int64(more))
	result.Points, result.Exact, result.Parts = more, part.Exact, []rule.Part{part}
	again := *o
	again.what = mall.Text{EN: o.what.EN + ", its streak grown", ZH: o.what.ZH + "（连续天数增加）"}
	g := &grant.Grant{ID: mall.NewGrantID(), Member: o.member, Trigger: o.event.Trigger, Points: more, Qualifying: new(result.Qualifying()), At: o.event.At, Parts: []grant.Part{{
		Rule: part.Rule.Code, Version: part.Rule.Version, Kind: string(rule.StreakEffect), Exact: part.Exact.RatString(), Points: more, Inputs: part.Inputs,
	}}}
	g.Entry = d.post(account, &again, g, &result)
	d.grants = append(d.grants, g)
	d.sheet[o.member].AddEarned(day, more, *g.Qualifying)
	return more
}
