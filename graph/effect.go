package graph

import (
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// effectOf reads what a rule gives.
func effectOf(input *model.EarningEffectInput) (e rule.Effect, refusal *mall.Error) {
	if f := input.Fixed; f != nil {
		e.Fixed = &rule.Fixed{Points: f.Points, Goods: rule.Goods{Categories: f.Categories, Skus: f.Skus}}
	}
	if r := input.Ratio; r != nil {
		amount, err := mall.ReadMoney(r.Amount.Amount, r.Amount.Currency)
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
		e.PerItem = &rule.PerItem{Points: p.Points, Categories: p.Categories, Skus: p.Skus, Together: p.Together}
	}
	if s := input.Streak; s != nil {
		e.Streak = &rule.Streak{Points: s.Points, Every: s.Every, Bonus: s.Bonus}
	}
	if p := input.PerUnit; p != nil {
		e.PerUnit = &rule.PerUnit{Points: p.Points, Of: text(p.Of), Units: p.Units, Most: p.Most}
	}
	if p := input.Percent; p != nil {
		e.Percent = &rule.Percent{Percent: p.Percent, Base: p.Base, Goods: rule.Goods{Categories: p.Categories, Skus: p.Skus}}
	}
	if m := input.Multiplier; m != nil {
		e.Multiplier = &rule.Multiplier{Factor: m.Factor, Base: m.Base, Goods: rule.Goods{Categories: m.Categories, Skus: m.Skus}}
	}
	if t := input.TierBonus; t != nil {
		e.TierBonus = &rule.TierBonus{Percents: map[string]mall.Decimal{}, Base: t.Base, Goods: rule.Goods{Categories: t.Categories, Skus: t.Skus}}
		for i, p := range t.Percents {
			if _, twice := e.TierBonus.Percents[p.Tier]; twice {
				return e, mall.Errorf(mall.CodeInvalidInput, "the tier %q has two percentages", "等级 %q 有两个百分比", p.Tier).At("tierBonus", "percents", strconv.Itoa(i), "tier")
			}
			e.TierBonus.Percents[p.Tier] = p.Percent
		}
	}
	return e, nil
}

func ladderOf(input *model.LadderEffectInput) (*rule.Ladder, *mall.Error) {
	l := &rule.Ladder{Repeat: input.Repeat, Goods: rule.Goods{Categories: input.Categories, Skus: input.Skus}}
	for i, b := range input.Bands {
		amount, err := mall.ReadMoney(b.Amount.Amount, b.Amount.Currency)
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
