package imports

import (
	"fmt"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// goods are pieces, or a weight, of one thing at one price.
type goods struct {
	sku string
	// measure is a whole number of pieces, or a weight.
	measure decimal.Decimal
	// price is that of a piece or a unit of weight, written without trailing zeroes.
	price string
	// weighed is true for a weight: it stood in the column of weights, or is no whole number.
	weighed bool
}

// line is the goods as the mall records them.
func (g goods) line() mall.PurchaseLine {
	if !g.weighed {
		return mall.PurchaseLine{Sku: g.sku, Quantity: int(g.measure.IntPart()), UnitPrice: g.price}
	}
	return mall.PurchaseLine{Sku: g.sku, Quantity: 1, Measure: g.measure.String(), UnitPrice: g.price}
}

// formerly is a weight as versions recorded it that counted pieces alone: so many pieces, or
// one that costs what the whole weight does.
func (g goods) formerly() mall.PurchaseLine {
	if g.measure.IsInteger() {
		return mall.PurchaseLine{Sku: g.sku, Quantity: int(g.measure.IntPart()), UnitPrice: g.price}
	}
	return mall.PurchaseLine{Sku: g.sku, Quantity: 1, UnitPrice: decimal.RequireFromString(g.price).Mul(g.measure).String()}
}

// readGoods reads what was bought, and which kind of row it is.
func (j judge) readGoods(f *judged, cell func(Column) string) fault {
	text, column := cell(QuantityColumn), QuantityColumn
	if weight := cell(WeightColumn); weight != "" {
		text, column = weight, WeightColumn
	}
	measure, why := parseNumber(text, j.decimal)
	cancels := f.invoice[0] == 'C' || f.invoice[0] == 'c'
	if why == "" && measure.IsNegative() || cancels {
		f.kind = returnRow
	}
	switch {
	case why != "":
		return fault{BadQuantity, why}
	case measure.IsZero():
		return fault{BadQuantity, fmt.Sprintf("%s is 0", column)}
	case measure.Abs().GreaterThan(decimal.NewFromInt(mall.MaxLineQuantity)):
		return fault{BadQuantity, fmt.Sprintf("%s is above %d", abridge(text), mall.MaxLineQuantity)}
	case !measure.Equal(measure.Round(mall.MeasurePlaces)):
		return fault{BadQuantity, fmt.Sprintf("%s has more than %d decimals", abridge(text), mall.MeasurePlaces)}
	case cancels && measure.IsPositive():
		return fault{NotNegative, abridge(text)}
	}
	f.goods.measure = measure.Abs()
	f.goods.weighed = column == WeightColumn || !measure.IsInteger()
	return fault{}
}

// amounts are what a row says of money; nil: nothing.
type amounts struct{ price, amount, discount, total *decimal.Decimal }

// readAmounts reads a row's cells that hold money. A price may be empty only where the
// file's amounts stand for it.
func (j judge) readAmounts(cell func(Column) string) (a amounts, bad fault) {
	for _, c := range []struct {
		column Column
		bad    Reason
		to     **decimal.Decimal
	}{
		{PriceColumn, BadPrice, &a.price},
		{AmountColumn, BadAmount, &a.amount},
		{DiscountColumn, BadDiscount, &a.discount},
		{TotalColumn, BadTotal, &a.total},
	} {
		text := cell(c.column)
		if text == "" && (c.column != PriceColumn || j.columns.has(AmountColumn)) {
			continue
		}
		d, why := parseAmount(text, j.decimal, j.currency)
		if why != "" {
			return a, fault{c.bad, why}
		}
		*c.to = &d.Decimal
	}
	if a.price == nil && a.amount == nil {
		return a, fault{BadAmount, "it is empty, and so is the price"}
	}
	return a, fault{}
}

// readMoney reads the price, and what the row adds to its invoice.
func (j judge) readMoney(f *judged, cell func(Column) string) fault {
	a, bad := j.readAmounts(cell)
	if bad.reason != "" {
		return bad
	}
	if f.total = a.total; f.total != nil && f.total.IsNegative() && f.kind != returnRow {
		return fault{BadTotal, f.total.String() + " is negative"}
	}
	if bad := f.price(a, decimal.New(1, -j.currency.Digits())); bad.reason != "" {
		return bad
	}
	f.goods.sku = cell(SkuColumn)
	if f.kind == discountRow { // what it is called says nothing about goods
		return fault{}
	}
	return checkName(f.goods.sku, maxSku, BadSku)
}

// price sets what the row's goods cost, and what was paid for them. An amount may be
// rounded to a minor unit.
func (f *judged) price(a amounts, unit decimal.Decimal) fault {
	if a.price == nil {
		const decimals = 8 // the invoice's total does not come from this price
		each := a.amount.DivRound(f.goods.measure, decimals)
		if f.kind == returnRow {
			each = each.Abs()
		}
		a.price = &each
	}
	whole := a.price.Mul(f.goods.measure)
	if f.goods.weighed { // as the mall rounds measured lines
		whole = whole.Round(-unit.Exponent())
	}
	f.amount = whole
	switch {
	case f.kind == returnRow && a.price.IsNegative():
		return fault{LowPrice, a.price.String() + ", and the quantity is negative, too"}
	case f.kind == goodsRow && a.price.IsNegative():
		f.kind = discountRow
	case f.kind == goodsRow && a.amount != nil:
		f.amount = *a.amount
		if f.amount.IsNegative() || f.amount.Sub(whole).GreaterThan(unit) {
			return fault{BadAmount, fmt.Sprintf("%s, and the goods cost %s", a.amount, whole)}
		}
	case f.kind == goodsRow && a.discount != nil:
		f.amount = whole.Sub(a.discount.Abs())
		if f.amount.IsNegative() {
			return fault{BadDiscount, fmt.Sprintf("%s, and the goods cost %s", a.discount.Abs(), whole)}
		}
	}
	f.goods.price = a.price.String() // without trailing zeroes: 2.50 and 2.5 are the same contents
	if len(f.goods.price) > maxPriceDigits {
		return fault{BadPrice, a.price.String() + " has too many digits"}
	}
	return fault{}
}

// maxPriceDigits is how long a price may be that the mall can read again.
const maxPriceDigits = 40
