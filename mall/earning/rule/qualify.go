package rule

import "pointsmall/mall"

// counts reports whether the points of a rule count for tiers. By default those do that a
// purchase earns by its amount or its goods. A bonus does not: else the bonus for a tier
// would lift its member to the next.
func (d *Definition) counts() bool {
	if d.Qualifies != nil {
		return *d.Qualifies
	}
	switch d.Effect.Kind() {
	case RatioEffect, LadderEffect, PerItemEffect, FixedEffect:
		return d.Trigger == mall.TriggerPurchase
	}
	return false
}

// Qualifying is how many of the points count for tiers.
func (r *Result) Qualifying() (points mall.Points) {
	for _, p := range r.Parts {
		if p.Rule.counts() {
			points += p.Points
		}
	}
	return points
}
