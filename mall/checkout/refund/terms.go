package refund

import "pointsmall/mall"

// Line is a line of an order as it was paid, for the whole quantity. Money is in minor units.
type Line struct {
	// Quantity is in pieces, at least 1.
	Quantity int
	// Points are those of the price.
	Points mall.Points
	// CashMinor is what the price asks, DiscountMinor what was taken off.
	CashMinor, DiscountMinor int64
	// OffsetPoints paid OffsetMinor of the rest.
	OffsetPoints mall.Points
	OffsetMinor  int64
	// OffsetPercent is the part of the line's money that points may pay; 100 where the order
	// does not say.
	OffsetPercent int
}

// Terms are what an order cost, as it was stored when it was placed.
type Terms struct {
	Lines         []Line
	ShippingMinor int64
	// Conditions say what is taken off kept lines, and what sending these costs, where that has
	// conditions: the least that a coupon asks, the sum from which sending is free. kept are
	// the pieces of each line. nil, or where it cannot say: each piece keeps its part of the
	// line's discount, and sending the rest costs what sending all did.
	Conditions func(kept []int) (discounts []int64, shipping int64, ok bool)
}

// Cost is what kept lines cost.
type Cost struct {
	// Points are those of prices.
	Points mall.Points
	// Minor is their money, less discounts; Room is the part of it that points may pay.
	Minor, Room int64
	// ShippingMinor is what sending them costs.
	ShippingMinor int64
}

// Reprice says what kept pieces of each line cost by the order's own terms. What is taken off
// them is rounded down, what they cost up: a part never costs less than its share.
func (t *Terms) Reprice(kept []int) Cost {
	c := Cost{ShippingMinor: t.ShippingMinor}
	var discounts []int64
	if t.Conditions != nil {
		if off, shipping, ok := t.Conditions(kept); ok {
			discounts, c.ShippingMinor = off, shipping
		}
	}
	for i := range t.Lines {
		l := &t.Lines[i]
		back, all := int64(l.Quantity-kept[i]), int64(l.Quantity)
		off := mall.PartOf(l.DiscountMinor, int64(kept[i]), all)
		if discounts != nil {
			off = discounts[i]
		}
		minor := l.CashMinor - mall.PartOf(l.CashMinor, back, all) - off
		c.Points += l.Points - mall.Points(mall.PartOf(int64(l.Points), back, all))
		c.Minor += minor
		c.Room += mall.PartOf(minor, int64(l.OffsetPercent), 100)
	}
	return c
}

// paid is all that was paid, in tenders.
type paid struct {
	points, offsetPoints mall.Points
	// lines is the money that lines cost, of which offset was paid by points and cash by money.
	lines, offset, cash int64
	shipping            int64
}

func (t *Terms) paid() (p paid) {
	for i := range t.Lines {
		l := &t.Lines[i]
		p.points += l.Points
		p.offsetPoints += l.OffsetPoints
		p.lines += l.CashMinor - l.DiscountMinor
		p.offset += l.OffsetMinor
	}
	p.cash, p.shipping = p.lines-p.offset, t.ShippingMinor
	return p
}

// Money is all that was paid in money, what sending cost included, in minor units.
func (t *Terms) Money() int64 {
	p := t.paid()
	return p.cash + p.shipping
}
