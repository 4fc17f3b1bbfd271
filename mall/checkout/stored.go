package checkout

import (
	"log/slog"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/checkout/refund"
)

// termsOf are what an order cost, as it was stored: what goes back of it is reckoned by them,
// whatever has changed since.
func termsOf(o *ent.Order, stored *quote.Terms, lines []*ent.OrderLine) *refund.Terms {
	t := &refund.Terms{Lines: make([]refund.Line, len(lines)), ShippingMinor: o.ShippingMinor}
	ordered := make([]quote.Line, len(lines))
	for i, l := range lines {
		t.Lines[i] = refund.Line{
			Quantity: l.Quantity, Points: l.Points - l.OffsetPoints, CashMinor: l.CashMinor, DiscountMinor: l.DiscountMinor,
			OffsetPoints: l.OffsetPoints, OffsetMinor: l.OffsetMinor, OffsetPercent: 100,
		}
		if stored != nil && i < len(stored.Lines) {
			t.Lines[i].OffsetPercent = stored.Lines[i].OffsetPercent
		}
		ordered[i] = quote.Line{Sku: l.SkuID, Quantity: l.Quantity, PricePoints: t.Lines[i].Points, CashMinor: l.CashMinor}
	}
	if stored != nil && (len(stored.Coupons) > 0 || len(stored.Rates) > 0) {
		t.Conditions = func(kept []int) ([]int64, int64, bool) { return repriced(o.ID, stored, ordered, kept) }
	}
	return t
}

// repriced is what is taken off kept lines, and what sending them costs, by the order's coupons
// and rates.
func repriced(id mall.OrderID, stored *quote.Terms, ordered []quote.Line, kept []int) (discounts []int64, shipping int64, ok bool) {
	bill, refusal := quote.Reprice(stored, ordered, kept)
	if refusal != nil {
		slog.Error("what is kept of an order cannot be priced by its terms", "order", id.String(), "error", refusal)
		return nil, 0, false
	}
	discounts = make([]int64, len(bill.Lines))
	for i := range bill.Lines {
		discounts[i] = bill.Lines[i].DiscountMinor
	}
	return discounts, bill.ShippingMinor, true
}
