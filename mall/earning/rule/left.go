package rule

import (
	"math/big"

	"pointsmall/mall"
)

// Gave is what a rule gave an event, before rounding, as it was stored with the event.
type Gave struct {
	Rule  *Active
	Exact *big.Rat
}

// Left is what is left of an event's points when only a part of it is: what the part would
// have earned by the very rules that gave something. was is the whole event, is the part.
// That a rule was meant then is not asked again; its condition counts where it holds for the
// whole and does not for the part. No rule gives more than it gave.
func Left(gave []Gave, was, is *Input) mall.Points {
	most := make(map[*Active]*big.Rat, len(gave))
	rules := make([]*Active, len(gave))
	part := *is
	for i, g := range gave {
		rules[i], most[g.Rule] = g.Rule, g.Exact
		part.Event.First = part.Event.First || g.Rule.Trigger == mall.TriggerFirstPurchase
	}
	x := newEvaluation(&part)
	x.whole = was
	sum := new(big.Rat)
	for _, p := range NewSet(rules).evaluate(x).Parts {
		if limit := most[p.Rule]; p.Exact.Cmp(limit) > 0 {
			sum.Add(sum, limit)
		} else {
			sum.Add(sum, p.Exact)
		}
	}
	return mall.Points(floor(sum).Int64()) // no more than was granted
}

// stillApplies is applies for a part of an event by which the rule gave something.
func (x *evaluation) stillApplies(a *Active) bool {
	if a.condition == nil {
		return true
	}
	if ok, err := a.condition.holds(x.whole); err != nil || !ok {
		return true // it is about what has changed since, and held then
	}
	ok, err := a.condition.holds(x.in)
	return ok || err != nil
}
