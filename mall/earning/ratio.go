package earning

import (
	"math/big"

	"pointsmall/mall"
	"pointsmall/mall/purchase"
)

// earn is what a total earns: the ratio's points for every whole amount of it,
// floored once. ok is false when that is more points than one account can hold.
func earn(totalMinor int64, r purchase.Ratio) (points mall.Points, ok bool) {
	// In whole steps of the ratio's amount: ¥100 → 1 gives nothing for ¥99.99.
	steps := big.NewInt(totalMinor / r.AmountMinor)
	product := steps.Mul(steps, big.NewInt(int64(r.Points)))
	if !product.IsInt64() || product.Int64() > int64(mall.MaxPoints) {
		return 0, false
	}
	return mall.Points(product.Int64()), true
}
