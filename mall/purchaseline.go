package mall

import "github.com/shopspring/decimal"

// PurchaseLine is one line of a till's receipt: pieces that are counted, or one piece that
// is measured, such as 0.385 kg of tea.
type PurchaseLine struct {
	Sku string `json:"sku"`
	// Quantity is the number of pieces, 1 where Measure is set.
	Quantity int `json:"quantity"`
	// Measure is how much there is of goods by weight or length, with at most MeasurePlaces
	// decimals; empty: the goods are counted.
	Measure string `json:"measure,omitempty"`
	// UnitPrice is that of one piece, or of 1 of the measure. It is exact, in the purchase's
	// currency, perhaps finer than its minor unit.
	UnitPrice string `json:"unitPrice"`
}

// MeasurePlaces is how many decimals a measure may have: grams of a kilogram.
const MeasurePlaces = 3

// Measured reports whether the goods are measured; else they are counted.
func (l PurchaseLine) Measured() bool { return l.Measure != "" }

// Units is how much the line has in the smallest units in which it may come back: pieces,
// or thousandths of a measure. The measure was checked when the line was recorded.
func (l PurchaseLine) Units() int64 {
	if !l.Measured() {
		return int64(l.Quantity)
	}
	return l.exact(l.Measure).Shift(MeasurePlaces).IntPart()
}

// Price is the unit price. It was checked when the line was recorded.
func (l PurchaseLine) Price() decimal.Decimal { return l.exact(l.UnitPrice) }

// Cost is what the line comes to in units of a currency: exactly for pieces, and rounded
// half up to the currency's minor unit for a measure. 0.385 × 19.90 is 7.6615: 7.66.
func (l PurchaseLine) Cost(c Currency) decimal.Decimal {
	if !l.Measured() {
		return l.Price().Mul(decimal.NewFromInt(int64(l.Quantity)))
	}
	return l.Price().Mul(l.exact(l.Measure)).Round(c.Digits())
}

// Shown writes units of the line, as Units counts them: 3, or 0.385.
func (l PurchaseLine) Shown(units int64) string {
	if !l.Measured() {
		return decimal.NewFromInt(units).String()
	}
	return decimal.New(units, -MeasurePlaces).String()
}

// Of is the same goods, so many units of them.
func (l PurchaseLine) Of(units int64) PurchaseLine {
	if l.Measured() {
		l.Measure = l.Shown(units)
	} else {
		l.Quantity = int(units)
	}
	return l
}

// exact reads a number of the line; what cannot be read is 0.
func (PurchaseLine) exact(s string) decimal.Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		return decimal.Zero
	}
	return d.Decimal
}
