package rule

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"pointsmall/mall"
)

// Active is a rule that is ready to run. It may be used by many at once.
type Active struct {
	*Rule
	kind      EffectKind
	condition *Condition // nil: always
	// factor is a bonus's part of its base, or per unit the points of one.
	factor *big.Rat
	tiers  map[string]*big.Rat
	base   Base
	goods  Goods
}

// Ready compiles a rule that was checked when it was saved.
func Ready(r *Rule) (*Active, error) {
	a := &Active{Rule: r, kind: r.Effect.Kind(), goods: r.Effect.Goods()}
	if r.Condition != "" {
		condition, faults, err := Compile(r.Condition)
		if err != nil {
			return nil, err
		}
		if len(faults) > 0 {
			return nil, fmt.Errorf("condition of rule %s version %d: %d:%d: %s", r.Code, r.Version, faults[0].Line, faults[0].Column, faults[0].Message)
		}
		a.condition = condition
	}
	hundred := big.NewRat(1, 100)
	switch a.kind {
	case PercentEffect:
		a.factor = new(big.Rat).Mul(r.Effect.Percent.Percent.Rat(), hundred)
		a.base = r.Effect.Percent.Base
	case MultiplierEffect:
		a.factor = new(big.Rat).Sub(r.Effect.Multiplier.Factor.Rat(), big.NewRat(1, 1))
		a.base = r.Effect.Multiplier.Base
	case TierBonusEffect:
		a.tiers = make(map[string]*big.Rat, len(r.Effect.TierBonus.Percents))
		for tier, percent := range r.Effect.TierBonus.Percents {
			a.tiers[tier] = new(big.Rat).Mul(percent.Rat(), hundred)
		}
		a.base = r.Effect.TierBonus.Base
	case PerUnitEffect:
		a.factor = new(big.Rat).Quo(whole(r.Effect.PerUnit.Points), r.Effect.PerUnit.Units.Rat())
	case "":
		return nil, fmt.Errorf("rule %s version %d has no effect", r.Code, r.Version)
	}
	return a, nil
}

// whole is a number of points as a fraction.
func whole(p mall.Points) *big.Rat { return new(big.Rat).SetInt64(int64(p)) }

// Set are the rules that are active at a time, by trigger.
type Set struct {
	byTrigger map[mall.Trigger][]*Active
	// purchases are those of PURCHASE and FIRST_PURCHASE together.
	purchases []*Active
	// Asks is what some condition asks for; Categories also when a rule is for some goods.
	Asks
	currencies map[mall.Currency]bool
	all        []*Active
}

// Replace is the set with some rules in place of those with the same codes.
func (s *Set) Replace(by ...*Active) *Set {
	kept := slices.DeleteFunc(slices.Clone(s.all), func(a *Active) bool {
		return slices.ContainsFunc(by, func(b *Active) bool { return b.Code == a.Code })
	})
	return NewSet(append(kept, by...))
}

// All lists the rules, the highest priority first.
func (s *Set) All() []*Active { return s.all }

// NewSet sorts active rules.
func NewSet(rules []*Active) *Set {
	s := &Set{byTrigger: map[mall.Trigger][]*Active{}, currencies: map[mall.Currency]bool{}}
	rules = slices.Clone(rules)
	slices.SortFunc(rules, func(a, b *Active) int { return cmp.Or(b.Priority-a.Priority, cmp.Compare(a.Code, b.Code)) })
	s.all = rules
	for _, a := range rules {
		s.byTrigger[a.Trigger] = append(s.byTrigger[a.Trigger], a)
		if a.Trigger.OfPurchase() {
			s.purchases = append(s.purchases, a)
		}
		if a.condition != nil {
			s.Asks = s.And(a.condition.asks)
		}
		s.Categories = s.Categories || len(a.goods.Categories) > 0
		if r := a.Effect.Ratio; r != nil {
			s.currencies[r.Currency] = true
		}
		if l := a.Effect.Ladder; l != nil {
			s.currencies[l.Currency] = true
		}
	}
	return s
}

// Earns reports whether purchases in a currency can earn by their amount.
func (s *Set) Earns(c mall.Currency) bool { return s.currencies[c] }

// For lists the rules that an event may earn by, the highest priority first.
func (s *Set) For(e *Event) []*Active {
	if e.Trigger == mall.TriggerPurchase && e.First {
		return s.purchases
	}
	return s.byTrigger[e.Trigger]
}

// Counters lists the counters that a member's event of a day may use, those of the whole
// mall apart. Name is a custom event's.
func (s *Set) Counters(trigger mall.Trigger, name string, m mall.MemberID, day mall.Date) (members, overall []string) {
	for _, a := range s.byTrigger[trigger] {
		if !a.meant(name) {
			continue
		}
		for _, c := range a.Caps {
			if c.Budget != nil {
				continue
			}
			if c.Scope == Overall {
				overall = append(overall, c.Counter(a.Rule, m, day))
			} else {
				members = append(members, c.Counter(a.Rule, m, day))
			}
		}
	}
	return members, overall
}

// Budgets lists the campaigns whose budgets an event may use. Name is a custom event's.
func (s *Set) Budgets(trigger mall.Trigger, name string) (ids []mall.CampaignID) {
	for _, a := range s.byTrigger[trigger] {
		for _, c := range a.Caps {
			if c.Budget != nil && a.meant(name) {
				ids = append(ids, *c.Budget)
			}
		}
	}
	return ids
}

// meant reports whether a rule of an event's trigger is meant by its name.
func (a *Active) meant(name string) bool { return a.Trigger != mall.TriggerCustom || a.Event == name }
