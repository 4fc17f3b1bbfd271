package imports

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// Ratio is what purchases in the file's currency earn, other rules apart.
type Ratio struct {
	Currency mall.Currency `json:"currency"`
	// AmountMinor is how much earns Points, in the currency's minor unit.
	AmountMinor int64       `json:"amountMinor"`
	Points      mall.Points `json:"points"`
	// Added is true when the currency earned nothing before this import.
	Added bool `json:"added"`
}

// ratioOf finds what the currency earns by. A currency that has no rule earns a point
// for every whole unit: then that rule is returned too, to be added.
func ratioOf(ctx context.Context, tx *store.Tx, c mall.Currency) (Ratio, []*rule.Rule, error) {
	ratios, err := rule.Ratios(ctx, tx)
	if err != nil {
		return Ratio{}, nil, err
	}
	if r, ok := ratios[c]; ok {
		return Ratio{Currency: c, AmountMinor: r.Effect.Ratio.AmountMinor, Points: r.Effect.Ratio.Points}, nil, nil
	}
	ratio := Ratio{Currency: c, AmountMinor: 1, Points: 1, Added: true}
	for range c.Digits() {
		ratio.AmountMinor *= 10
	}
	return ratio, []*rule.Rule{rule.PurchaseRatio(c, ratio.AmountMinor, ratio.Points)}, nil
}

// setRatio has the currency earn a point for every whole unit, unless it earns already.
func setRatio(ctx context.Context, tx *store.Tx, c mall.Currency, now time.Time) (Ratio, error) {
	ratio, missing, err := ratioOf(ctx, tx, c)
	if err != nil {
		return ratio, err
	}
	return ratio, rule.Create(ctx, tx, string(mall.ActorSystem), now, missing...)
}
