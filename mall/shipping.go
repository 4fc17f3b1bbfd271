package mall

import "math/bits"

// ShippingUnit is what a shipping fee goes by.
type ShippingUnit string

// What fees go by.
const (
	// ShippingByPiece counts pieces.
	ShippingByPiece ShippingUnit = "PIECE"
	// ShippingByWeight counts grams.
	ShippingByWeight ShippingUnit = "WEIGHT"
)

// Values lists the units, for ent.
func (ShippingUnit) Values() []string { return values(ShippingByPiece, ShippingByWeight) }

// ShippingRates say what sending goods costs, in minor units of the mall's currency.
type ShippingRates struct {
	Unit ShippingUnit `json:"unit"`
	// First is how many pieces or grams FirstMinor pays for, from 1.
	First      int64 `json:"first"`
	FirstMinor int64 `json:"firstFee"`
	// Further is how many pieces or grams FurtherMinor pays for, begun ones whole; from 1.
	Further      int64 `json:"further"`
	FurtherMinor int64 `json:"furtherFee"`
	// FreeFromMinor is the money of an order's goods from which on sending is free; nil: never.
	FreeFromMinor *int64 `json:"freeFrom,omitempty"`
}

// AskAnything reports whether there are goods whose sending costs anything by the rates.
func (r *ShippingRates) AskAnything() bool {
	return r != nil && (r.FirstMinor > 0 || r.FurtherMinor > 0)
}

// Fee is what sending so many pieces or grams costs, with goods for so much money; ok is false
// where that is more than any amount of money may be. Example: 12.00 for the first 1000 g and
// 5.00 for each 500 g more: 1600 g cost 22.00.
func (r *ShippingRates) Fee(amount, goodsMinor int64) (minor int64, ok bool) {
	if amount <= 0 || r.FreeFromMinor != nil && goodsMinor >= *r.FreeFromMinor {
		return 0, true
	}
	if amount <= r.First {
		return r.FirstMinor, true
	}
	parts := (amount - r.First + r.Further - 1) / r.Further
	high, low := bits.Mul64(uint64(parts), uint64(r.FurtherMinor))
	if high > 0 || low >= uint64(maxMinor) {
		return 0, false
	}
	minor = r.FirstMinor + int64(low)
	return minor, minor < maxMinor
}
