package quote

import (
	"pointsmall/mall"
)

// Coupon is a coupon that somebody wants to use for a bill.
type Coupon struct {
	ID mall.CouponID `json:"id"`
	// Name is what members call it.
	Name mall.Text `json:"name"`
	mall.CouponTerms
	// Lines are the places of the lines that it is for, from 0.
	Lines []int `json:"lines,omitempty"`
	// OffMinor is what it has taken off the lines, ShippingMinor off the shipping fee.
	OffMinor      int64 `json:"off,omitempty"`
	ShippingMinor int64 `json:"shippingOff,omitempty"`
}

// Why says why a coupon was passed over.
type Why string

// The reasons to pass a coupon over.
const (
	// WhyGoods: no line is of the goods that it is for, or asks money.
	WhyGoods Why = "NOT_FOR_THESE_GOODS"
	// WhyMinimum: the goods that it is for ask less money than its minimum.
	WhyMinimum Why = "MINIMUM_NOT_REACHED"
	// WhyNothing: others have left nothing that it could take off.
	WhyNothing Why = "NOTHING_LEFT"
	// WhyOther: it does not go together with one that takes more off.
	WhyOther Why = "NOT_WITH_ANOTHER"
)

// Passed is a coupon that was passed over. For is the one that it was passed over for; zero:
// none.
type Passed struct {
	ID   mall.CouponID `json:"id"`
	Name mall.Text     `json:"name"`
	Why  Why           `json:"why"`
	For  mall.CouponID `json:"for,omitzero"`
}

// asked is the money that the lines of the coupon ask before anything is taken off.
func (c *Coupon) asked(b *Bill) (minor int64) {
	for _, i := range c.Lines {
		minor += b.Lines[i].CashMinor
	}
	return minor
}

// unfit says why a bill does not meet the coupon's conditions; "": it does.
func (c *Coupon) unfit(b *Bill) Why {
	asked := c.asked(b)
	switch {
	case asked == 0 && c.Kind != mall.CouponFreeShipping, c.pieces(b) == 0:
		return WhyGoods
	case asked < c.MinimumMinor:
		return WhyMinimum
	}
	return ""
}

// pieces are those of the coupon's lines.
func (c *Coupon) pieces(b *Bill) (n int) {
	for _, i := range c.Lines {
		n += b.Lines[i].Quantity
	}
	return n
}

// takeOff takes off the bill's lines what the coupon takes, of what others have left: money is
// rounded down, and shared over the lines by what is left of each, the largest remainders first.
func (c *Coupon) takeOff(b *Bill) (minor int64) {
	if c.Kind == mall.CouponExchange {
		return c.takePiece(b)
	}
	rest := make([]int64, len(c.Lines))
	var left int64
	for n, i := range c.Lines {
		rest[n] = b.Lines[i].CashMinor - b.Lines[i].DiscountMinor
		left += rest[n]
	}
	switch c.Kind {
	case mall.CouponAmount:
		minor = min(c.AmountMinor, left)
	case mall.CouponPercent:
		minor = c.atMost(mall.PartOf(left, int64(c.Percent), 100))
	}
	if minor == 0 {
		return 0
	}
	for n, part := range shares(minor, rest, left) {
		b.Lines[c.Lines[n]].DiscountMinor += part
	}
	return minor
}

// takePiece takes off the money of the dearest piece of its lines.
func (c *Coupon) takePiece(b *Bill) (minor int64) {
	at := -1
	for _, i := range c.Lines {
		l := &b.Lines[i]
		if l.Quantity == 0 {
			continue
		}
		if piece := l.CashMinor / int64(l.Quantity); piece > minor {
			minor, at = piece, i
		}
	}
	if at < 0 {
		return 0
	}
	l := &b.Lines[at]
	minor = min(minor, l.CashMinor-l.DiscountMinor)
	l.DiscountMinor += minor
	return minor
}

func (c *Coupon) atMost(minor int64) int64 {
	if c.MostMinor > 0 {
		return min(minor, c.MostMinor)
	}
	return minor
}
