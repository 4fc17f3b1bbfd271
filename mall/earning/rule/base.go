package rule

import (
	"context"

	entrule "pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// based warns of a bonus for which no other active rule gives anything to be a part of.
func (r *Rule) based(ctx context.Context, tx *store.Tx) ([]Warning, error) {
	base := r.Effect.base()
	if base == "" {
		return nil, nil
	}
	triggers := []mall.Trigger{r.Trigger}
	if r.Trigger == mall.TriggerFirstPurchase {
		triggers = append(triggers, mall.TriggerPurchase)
	}
	rows, err := tx.Ent().EarningRule.Query().Where(entrule.StatusEQ(mall.RuleActive), entrule.TriggerIn(triggers...)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		other, err := fromRow(row)
		if err != nil {
			return nil, err
		}
		kind := other.Effect.Kind()
		if other.Event == r.Event && (kind == RatioEffect || base == OfAll && !kind.bonus()) {
			return nil, nil
		}
	}
	return []Warning{warn(NothingToAddTo, mall.Text{EN: "no active rule gives such events points that this would be a part of", ZH: "没有已启用的规则给出可供加成的积分"}, "effect")}, nil
}
