package quote

import (
	"encoding/json"
	"fmt"

	"pointsmall/mall"
)

// Terms are what the lines of an order that are kept are priced by, after others came back. They
// are stored with the order, so that nothing that changes later changes what goes back.
type Terms struct {
	// Rate is how points paid money.
	Rate Rate `json:"rate"`
	// Lines are in the order of the order's lines.
	Lines []LineTerms `json:"lines"`
	// Coupons are those that were used, Passed those that were not.
	Coupons []Coupon             `json:"coupons,omitempty"`
	Passed  []Passed             `json:"passed,omitempty"`
	Rates   []mall.ShippingRates `json:"rates,omitempty"`
}

// LineTerms are the terms of one line: see Line.
type LineTerms struct {
	OffsetPercent int   `json:"offsetPercent,omitempty"`
	Rates         int   `json:"rates,omitempty"`
	Grams         int64 `json:"grams,omitempty"`
}

// Terms are those of a bill; nil where its lines cost their prices, however many of them are
// kept.
func (b *Bill) Terms() *Terms {
	if len(b.Coupons) == 0 && len(b.Passed) == 0 && len(b.Rates) == 0 && b.OffsetPoints() == 0 {
		return nil
	}
	t := &Terms{Rate: b.Rate, Coupons: b.Coupons, Passed: b.Passed, Rates: b.Rates, Lines: make([]LineTerms, len(b.Lines))}
	for i := range b.Lines {
		l := &b.Lines[i]
		t.Lines[i] = LineTerms{OffsetPercent: l.OffsetPercent, Rates: l.Rates, Grams: l.Grams}
	}
	return t
}

// Text is the terms as an order stores them; nil stays nil.
func (t *Terms) Text() *string {
	if t == nil {
		return nil
	}
	content, _ := json.Marshal(t) // numbers, texts and ids always encode
	return new(string(content))
}

// ReadTerms reads the terms that an order stores; nil: it has none.
func ReadTerms(text *string) (*Terms, error) {
	if text == nil {
		return nil, nil
	}
	t := &Terms{}
	if err := json.Unmarshal([]byte(*text), t); err != nil {
		return nil, fmt.Errorf("read the terms of an order: %w", err)
	}
	return t, nil
}

// Reprice is what the kept pieces of an order's lines cost by the order's own terms: a coupon
// whose minimum they do not reach takes nothing off, and sending is free no more where they are
// too little for it. lines are the order's as they were ordered, kept how many pieces of each
// are kept; a line of which none are is free. terms are nil where an order has none.
//
// The bill has no points that pay money: MaxOffsetPoints says how many could, and Offset has
// them pay. Where all pieces are kept, discounts and fee are those of the order.
func Reprice(terms *Terms, lines []Line, kept []int) (Bill, *mall.Error) {
	b := Bill{Lines: make([]Line, len(lines))}
	for i, l := range lines {
		k := Line{Sku: l.Sku, Option: l.Option, Quantity: kept[i]}
		k.PricePoints = mall.Points(mall.PartOf(int64(l.PricePoints), int64(kept[i]), int64(l.Quantity)))
		k.CashMinor = mall.PartOf(l.CashMinor, int64(kept[i]), int64(l.Quantity))
		if terms != nil && i < len(terms.Lines) {
			k.OffsetPercent, k.Rates, k.Grams = terms.Lines[i].OffsetPercent, terms.Lines[i].Rates, terms.Lines[i].Grams
		}
		b.Lines[i] = k
	}
	if terms == nil {
		return b, nil
	}
	b.Rates = terms.Rates
	if refusal := b.Discount(terms.Coupons); refusal != nil {
		return Bill{}, refusal
	}
	return b, b.Offset(0, terms.Rate)
}
