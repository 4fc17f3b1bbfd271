package rule

import (
	"math/big"
	"slices"
	"strings"

	"pointsmall/mall"
)

// Rules that exclude each other are chosen before caps cut them for good. Base rules
// (those that give points by themselves) and bonuses are chosen apart:
//
//   - An EXCLUSIVE rule of the highest priority drops all other base rules, or all
//     other bonuses; an exclusive base rule drops the bonuses too.
//   - Of each BEST_OF group the rule with the largest part stays.

// chooseBase drops base contributions that others exclude.
func (x *evaluation) chooseBase() {
	if i := slices.IndexFunc(x.base, exclusive); i >= 0 {
		x.base = x.base[i : i+1]
		return
	}
	x.base = x.bestOf(x.base)
}

func exclusive(c *contribution) bool { return c.rule.Stacking.Mode == Exclusive }

// bestOf keeps the largest of each group, what its caps would leave of it; the first
// of equals.
func (x *evaluation) bestOf(list []*contribution) []*contribution {
	best := map[string]*contribution{}
	value := func(c *contribution) *big.Rat {
		left, _ := x.meter.cut(c.rule, x.in, x.day, c.exact)
		return left
	}
	for _, c := range list {
		if c.rule.Stacking.Mode != BestOf {
			continue
		}
		group := c.rule.Stacking.Group
		if best[group] == nil || value(c).Cmp(value(best[group])) > 0 {
			best[group] = c
		}
	}
	if len(best) == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(c *contribution) bool {
		return c.rule.Stacking.Mode == BestOf && best[c.rule.Stacking.Group] != c
	})
}

// addBonuses reckons the bonuses on what the base rules give.
func (x *evaluation) addBonuses(rules []*Active) {
	if exclusive(x.base[0]) {
		for _, a := range rules {
			x.say(a, Excluded)
		}
		return
	}
	x.ofRatio, x.ofAll = new(big.Rat), new(big.Rat)
	for _, c := range x.base {
		x.ofAll.Add(x.ofAll, c.exact)
		if c.rule.kind == RatioEffect {
			x.ofRatio.Add(x.ofRatio, c.exact)
		}
	}
	var added []*contribution
	var multiplied []*Active
	for _, a := range rules {
		if a.Stacking.Mode == Multiply {
			multiplied = append(multiplied, a)
		} else if c := x.bonus(a); c != nil {
			added = append(added, c)
		}
	}
	if i := slices.IndexFunc(added, exclusive); i >= 0 {
		x.bonuses = x.settle(added[i : i+1])
		return
	}
	x.bonuses = x.settle(x.bestOf(added))
	for _, c := range x.bonuses {
		x.grow(c)
	}
	for _, a := range multiplied {
		if c := x.bonus(a); c != nil {
			x.bonuses = append(x.bonuses, x.settle([]*contribution{c})...)
			x.grow(c)
		}
	}
}

// grow adds a bonus to what later, multiplying bonuses are parts of.
func (x *evaluation) grow(c *contribution) {
	x.ofAll.Add(x.ofAll, c.exact)
	if c.rule.base != OfAll {
		x.ofRatio.Add(x.ofRatio, c.exact)
	}
}

// bonus is a rule's part of its base as it is now. It returns nil where that is nothing.
func (x *evaluation) bonus(a *Active) *contribution {
	c := &contribution{rule: a}
	factor, of := a.factor, x.ofRatio
	if a.base == OfAll {
		of = x.ofAll
	}
	if a.goods.narrow() || slices.ContainsFunc(x.bonuses, func(b *contribution) bool { return b.weights != nil }) {
		of = c.weigh(x)
	}
	inputs := map[string]string{}
	if a.kind == TierBonusEffect {
		factor = a.tiers[x.in.Member.Tier]
		inputs["tier"], inputs[tierEN], inputs[tierZH] = x.in.Member.Tier, x.in.Member.TierName.In(mall.LangEN), x.in.Member.TierName.In(mall.LangZH)
	}
	if factor == nil || factor.Sign() <= 0 || of.Sign() <= 0 {
		return nil
	}
	x.say(a, Excluded) // unless it has a part in the end
	inputs["of"] = decimalText(of)
	inputs["percent"] = decimalText(new(big.Rat).Mul(factor, big.NewRat(100, 1)))
	c.exact, c.inputs = new(big.Rat).Mul(factor, of), inputs
	return c
}

// decimalText writes a fraction with at most four decimals, none more than it needs.
func decimalText(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	text := strings.TrimRight(r.FloatString(4), "0")
	return strings.TrimSuffix(text, ".")
}

// includes reports whether the audience has the member.
func (a Audience) includes(m *Member) bool {
	if len(a.Tiers) > 0 && !slices.Contains(a.Tiers, m.Tier) {
		return false
	}
	return len(a.Tags) == 0 || slices.ContainsFunc(m.Tags, func(t string) bool { return slices.Contains(a.Tags, t) })
}
