package rule

import (
	"pointsmall/mall"
)

// Effect is what a rule gives: exactly one field is set.
type Effect struct {
	Fixed      *Fixed      `json:"fixed,omitempty"`
	Ratio      *Ratio      `json:"ratio,omitempty"`
	Ladder     *Ladder     `json:"ladder,omitempty"`
	PerItem    *PerItem    `json:"perItem,omitempty"`
	Streak     *Streak     `json:"streak,omitempty"`
	PerUnit    *PerUnit    `json:"perUnit,omitempty"`
	Percent    *Percent    `json:"percent,omitempty"`
	Multiplier *Multiplier `json:"multiplier,omitempty"`
	TierBonus  *TierBonus  `json:"tierBonus,omitempty"`
}

// EffectKind names the field of an Effect that is set.
type EffectKind string

// The kinds of effect.
const (
	FixedEffect      EffectKind = "FIXED"
	RatioEffect      EffectKind = "RATIO"
	LadderEffect     EffectKind = "LADDER"
	PerItemEffect    EffectKind = "PER_ITEM"
	StreakEffect     EffectKind = "STREAK"
	PerUnitEffect    EffectKind = "PER_UNIT"
	PercentEffect    EffectKind = "PERCENT"
	MultiplierEffect EffectKind = "MULTIPLIER"
	TierBonusEffect  EffectKind = "TIER_BONUS"
)

// kinds lists the kinds whose fields are set.
func (e Effect) kinds() (set []EffectKind) {
	for _, f := range []struct {
		kind EffectKind
		set  bool
	}{
		{FixedEffect, e.Fixed != nil},
		{RatioEffect, e.Ratio != nil},
		{LadderEffect, e.Ladder != nil},
		{PerItemEffect, e.PerItem != nil},
		{StreakEffect, e.Streak != nil},
		{PerUnitEffect, e.PerUnit != nil},
		{PercentEffect, e.Percent != nil},
		{MultiplierEffect, e.Multiplier != nil},
		{TierBonusEffect, e.TierBonus != nil},
	} {
		if f.set {
			set = append(set, f.kind)
		}
	}
	return set
}

// Kind is the effect's kind; empty unless exactly one field is set.
func (e Effect) Kind() EffectKind {
	if set := e.kinds(); len(set) == 1 {
		return set[0]
	}
	return ""
}

// bonus reports whether the effect is a part of what other rules give.
func (k EffectKind) bonus() bool {
	return k == PercentEffect || k == MultiplierEffect || k == TierBonusEffect
}

// Goods are the lines that the effect is narrowed to; the zero value is all goods.
func (e Effect) Goods() Goods {
	switch {
	case e.Fixed != nil:
		return e.Fixed.Goods
	case e.Ratio != nil:
		return e.Ratio.Goods
	case e.Ladder != nil:
		return e.Ladder.Goods
	case e.PerItem != nil:
		return e.PerItem.goods()
	case e.Percent != nil:
		return e.Percent.Goods
	case e.Multiplier != nil:
		return e.Multiplier.Goods
	case e.TierBonus != nil:
		return e.TierBonus.Goods
	}
	return Goods{}
}

// Fixed gives the same points each time; narrowed to goods, to purchases that have some.
type Fixed struct {
	Points mall.Points `json:"points"`
	Goods
}

// Ratio gives Points for every AmountMinor that was paid, as an exact fraction.
type Ratio struct {
	Points      mall.Points   `json:"points"`
	AmountMinor int64         `json:"amountMinor"`
	Currency    mall.Currency `json:"currency"`
	// Whole counts only whole amounts: ¥199 at ¥100 → 2 gives 2.
	Whole bool `json:"whole,omitempty"`
	Goods
}

// Goods narrow an effect to lines of a purchase. Empty lists are all goods; a line is
// meant when it is in one of the categories (or below it) or has one of the codes.
type Goods struct {
	// Categories are slugs of the catalog.
	Categories []string `json:"categories,omitempty"`
	Skus       []string `json:"skus,omitempty"`
}

// Ladder gives the points of the highest band that the total reaches, once. Narrowed to
// goods, it climbs by what was paid for them.
type Ladder struct {
	Goods
	Currency mall.Currency `json:"currency"`
	Bands    []Band        `json:"bands"`
	// Repeat gives the highest band as often as it fits.
	Repeat bool `json:"repeat,omitempty"`
}

// Band is one step of a ladder.
type Band struct {
	AmountMinor int64       `json:"amountMinor"`
	Points      mall.Points `json:"points"`
}

// PerItem gives points for each piece of some goods.
type PerItem struct {
	Points mall.Points `json:"points"`
	// Categories are slugs of the catalog, Skus codes; a piece of either counts.
	Categories []string `json:"categories,omitempty"`
	Skus       []string `json:"skus"`
	// Together gives the points for each complete set of all the SKUs instead.
	Together bool `json:"together,omitempty"`
}

func (p *PerItem) goods() Goods { return Goods{Categories: p.Categories, Skus: p.Skus} }

// Streak gives points by the day of an unbroken row of days. After the last day of
// the schedule it starts again.
type Streak struct {
	Points []mall.Points `json:"points"`
	// Every adds Bonus on every so many days in a row; 0: never.
	Every int         `json:"every,omitempty"`
	Bonus mall.Points `json:"bonus,omitempty"`
}

// PerUnit gives points for a number in the event.
type PerUnit struct {
	Points mall.Points `json:"points"`
	// Of is the attribute that holds the number; empty: the event's score.
	Of string `json:"of,omitempty"`
	// Units is how many of them give the points; Most bounds how many count.
	Units mall.Decimal  `json:"units"`
	Most  *mall.Decimal `json:"most,omitempty"`
}

// Base says what a bonus is a part of.
type Base string

// The bases. The zero value is OfRatio.
const (
	OfRatio Base = "RATIO"
	OfAll   Base = "ALL"
)

// A bonus that is narrowed to goods is a part of what the base gives for their lines.

// Percent adds so many percent of the base.
type Percent struct {
	Goods
	Percent mall.Decimal `json:"percent"`
	Base    Base         `json:"base,omitempty"`
}

// Multiplier makes the base so many times as much: 2 adds 100 %.
type Multiplier struct {
	Goods
	Factor mall.Decimal `json:"factor"`
	Base   Base         `json:"base,omitempty"`
}

// TierBonus adds percents of the base by the member's tier.
type TierBonus struct {
	Goods
	Percents map[string]mall.Decimal `json:"percents"`
	Base     Base                    `json:"base,omitempty"`
}
