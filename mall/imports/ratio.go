package imports

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/purchase"
	"pointsmall/mall/store"
)

// Ratio is what purchases in the file's currency earn.
type Ratio struct {
	Currency mall.Currency `json:"currency"`
	// AmountMinor is how much earns Points, in the currency's minor unit.
	AmountMinor int64       `json:"amountMinor"`
	Points      mall.Points `json:"points"`
	// Added is true when the currency earned nothing before this import.
	Added bool `json:"added"`
}

// setRatio has the currency earn a point for every whole unit, unless it earns
// already. In a dry run it only says so.
func setRatio(ctx context.Context, tx *store.Tx, c mall.Currency, dryRun bool) (Ratio, error) {
	ratios, err := purchase.Ratios(ctx, tx)
	if err != nil {
		return Ratio{}, err
	}
	if r, ok := ratios[c]; ok {
		return Ratio{Currency: c, AmountMinor: r.AmountMinor, Points: r.Points}, nil
	}
	ratio := Ratio{Currency: c, AmountMinor: 1, Points: 1, Added: true}
	for range c.Digits() {
		ratio.AmountMinor *= 10
	}
	if dryRun {
		return ratio, nil
	}
	return ratio, purchase.AddRatio(ctx, tx, c, purchase.Ratio{AmountMinor: ratio.AmountMinor, Points: ratio.Points})
}
