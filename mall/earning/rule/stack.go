package rule

import (
	"math/big"
	"slices"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/stack"
)

// Rules that exclude each other are chosen before caps cut them for good. Base rules
// (those that give points by themselves) and bonuses are chosen apart:
//
//   - An EXCLUSIVE rule of the highest priority drops all other base rules, or all
//     other bonuses; an exclusive base rule drops the bonuses too.
//   - Of each BEST_OF group the rule with the largest part stays.

// chooseBase drops base contributions that others exclude.
func (x *evaluation) chooseBase() { x.base = x.choose(x.base) }

// choose drops contributions that others exclude: see package stack. Of a group the largest is
// what its caps would leave of it.
func (x *evaluation) choose(list []*contribution) []*contribution {
	value := func(c *contribution) *big.Rat {
		left, _ := x.meter.cut(c.rule, x.in, x.day, c.exact)
		return left
	}
	way := func(c *contribution) mall.Stacking { return mall.Stacking(c.rule.Stacking) }
	kept, _ := stack.First(list, way, func(a, b *contribution) bool { return value(a).Cmp(value(b)) > 0 })
	return kept
}

func exclusive(c *contribution) bool { return c.rule.Stacking.Mode == Exclusive }

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
	x.bonuses = x.settle(x.choose(added))
	if slices.ContainsFunc(x.bonuses, exclusive) {
		return
	}
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
