package rule

import (
	"cmp"
	"slices"

	"pointsmall/mall"
)

// What the API shows of rules beyond their fields: nil for what is empty, and the
// defaults for what was left out.

// orNil is nil for an empty text.
func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// EventName is a custom event's name, or nil.
func (r *Rule) EventName() *string { return orNil(r.Event) }

// ConditionText is the condition, or nil.
func (r *Rule) ConditionText() *string { return orNil(r.Condition) }

// CampaignCode is the campaign, or nil.
func (r *Rule) CampaignCode() *string { return orNil(r.Campaign) }

// Amount is how much gives the points.
func (r *Ratio) Amount() mall.Money { return mall.Money{Minor: r.AmountMinor, Currency: r.Currency} }

// Step is a band with its currency.
type Step struct {
	Amount mall.Money
	Points mall.Points
}

// Steps are the bands with their currency.
func (l *Ladder) Steps() []Step {
	steps := make([]Step, len(l.Bands))
	for i, b := range l.Bands {
		steps[i] = Step{mall.Money{Minor: b.AmountMinor, Currency: l.Currency}, b.Points}
	}
	return steps
}

// Attribute is the attribute that holds the number, or nil.
func (p *PerUnit) Attribute() *string { return orNil(p.Of) }

// Or is the base, or the default.
func (b Base) Or() Base { return cmp.Or(b, OfRatio) }

// BaseShown is what the bonus is a part of.
func (p *Percent) BaseShown() Base { return p.Base.Or() }

// BaseShown is what the bonus is a part of.
func (m *Multiplier) BaseShown() Base { return m.Base.Or() }

// BaseShown is what the bonus is a part of.
func (t *TierBonus) BaseShown() Base { return t.Base.Or() }

// TierPercent is one tier's.
type TierPercent struct {
	Tier    string
	Percent mall.Decimal
}

// List lists the percents by tier.
func (t *TierBonus) List() []TierPercent {
	list := make([]TierPercent, 0, len(t.Percents))
	for tier, percent := range t.Percents {
		list = append(list, TierPercent{tier, percent})
	}
	slices.SortFunc(list, func(a, b TierPercent) int { return cmp.Compare(a.Tier, b.Tier) })
	return list
}

// Begins is the time of day from which the rule holds, or nil.
func (s *Schedule) Begins() *string { return orNil(s.TimeFrom) }

// Ends is the time of day before which the rule holds, or nil.
func (s *Schedule) Ends() *string { return orNil(s.TimeUntil) }

// ModeShown is how it stacks.
func (s *Stacking) ModeShown() Stack { return cmp.Or(s.Mode, Add) }

// GroupShown is what BEST_OF compares within, or nil.
func (s *Stacking) GroupShown() *string { return orNil(s.Group) }

// TimesShown is the bound of times, or nil.
func (c *Cap) TimesShown() *int {
	if c.Times == nil {
		return nil
	}
	n := int(min(*c.Times, 1<<31-1))
	return &n
}
