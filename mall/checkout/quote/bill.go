package quote

import (
	"pointsmall/mall"
)

// Line is so many pieces of a SKU at one price. Amounts are for the whole quantity, money
// in minor units.
type Line struct {
	Sku      mall.SkuID
	Option   mall.PriceOptionID
	Quantity int
	// PricePoints and CashMinor are what the price asks.
	PricePoints mall.Points
	CashMinor   int64
	// DiscountMinor is what is taken off CashMinor.
	DiscountMinor int64 `json:",omitempty"`
	// OffsetPercent is the part of what is left that points may pay.
	OffsetPercent int
	// OffsetPoints pay OffsetMinor of what is left.
	OffsetPoints mall.Points
	OffsetMinor  int64
	// Rates is the place, from 1, of what sending it costs by in the bill's Rates; 0: sending
	// it costs nothing. Grams is what a piece weighs.
	Rates int   `json:",omitempty"`
	Grams int64 `json:",omitempty"`
	// Sale is the campaign at whose price it is; nil: at none's. Admission is what the member showed
	// where members queue for it.
	Sale      *mall.CampaignID `json:",omitempty"`
	Admission *mall.Admission  `json:",omitempty"`
}

// Points are those of the price and those that pay money.
func (l *Line) Points() mall.Points { return l.PricePoints + l.OffsetPoints }

// Payable is what is left to pay in money, in minor units.
func (l *Line) Payable() int64 { return l.CashMinor - l.DiscountMinor - l.OffsetMinor }

// room is the money of the line that points may pay, in minor units.
func (l *Line) room() int64 {
	return mall.PartOf(l.CashMinor-l.DiscountMinor, int64(l.OffsetPercent), 100)
}

// Bill is what an order costs.
type Bill struct {
	Lines []Line
	// MaxOffsetPoints is the most that OffsetPoints could be.
	MaxOffsetPoints mall.Points
	// ShippingMinor is what sending the lines costs, in minor units.
	ShippingMinor int64                `json:",omitempty"`
	Rates         []mall.ShippingRates `json:",omitempty"`
	// Coupons are those that take something off, in the order in which they do; Passed those
	// that were asked for and do not.
	Coupons []Coupon `json:",omitempty"`
	Passed  []Passed `json:",omitempty"`
	// Rate is how OffsetPoints pay money.
	Rate Rate `json:",omitzero"`
}

// PricePoints are the points of all prices.
func (b *Bill) PricePoints() (sum mall.Points) {
	for i := range b.Lines {
		sum += b.Lines[i].PricePoints
	}
	return sum
}

// OffsetPoints are the points that pay money.
func (b *Bill) OffsetPoints() (sum mall.Points) {
	for i := range b.Lines {
		sum += b.Lines[i].OffsetPoints
	}
	return sum
}

// Points are all points of the bill.
func (b *Bill) Points() mall.Points { return b.PricePoints() + b.OffsetPoints() }

// CashMinor is the money of all prices, in minor units.
func (b *Bill) CashMinor() (sum int64) {
	for i := range b.Lines {
		sum += b.Lines[i].CashMinor
	}
	return sum
}

// DiscountMinor is the money that is taken off, in minor units.
func (b *Bill) DiscountMinor() (sum int64) {
	for i := range b.Lines {
		sum += b.Lines[i].DiscountMinor
	}
	return sum
}

// OffsetMinor is the money that points pay, in minor units.
func (b *Bill) OffsetMinor() (sum int64) {
	for i := range b.Lines {
		sum += b.Lines[i].OffsetMinor
	}
	return sum
}

// Goods is what is left to pay in money for the lines, without sending them, in minor units.
func (b *Bill) Goods() int64 { return b.CashMinor() - b.DiscountMinor() - b.OffsetMinor() }

// Payable is what is left to pay in money, in minor units.
func (b *Bill) Payable() int64 { return b.Goods() + b.ShippingMinor }
