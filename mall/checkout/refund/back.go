package refund

import (
	"slices"

	"pointsmall/mall"
)

// Rule is how the mall gives back.
type Rule struct {
	// Order is the order of the tenders of lines' money.
	Order mall.TenderOrder
	// KeepShipping has the mall keep what sending cost even when all comes back.
	KeepShipping bool
}

// Amounts are what goes back, or has gone back. Money is in minor units.
type Amounts struct {
	// Points are those of prices; OffsetPoints stand for OffsetMinor of money.
	Points, OffsetPoints mall.Points
	OffsetMinor          int64
	// CashMinor is all money, of which ShippingMinor is for sending and GoodwillMinor was
	// given without goods.
	CashMinor, ShippingMinor, GoodwillMinor int64
}

// Add adds what goes back too.
func (a *Amounts) Add(b Amounts) {
	a.Points += b.Points
	a.OffsetPoints += b.OffsetPoints
	a.OffsetMinor += b.OffsetMinor
	a.CashMinor += b.CashMinor
	a.ShippingMinor += b.ShippingMinor
	a.GoodwillMinor += b.GoodwillMinor
}

// AllPoints are all points.
func (a Amounts) AllPoints() mall.Points { return a.Points + a.OffsetPoints }

// Goodwill is money that goes back without goods, in minor units; at most LeftMoney.
func (t *Terms) Goodwill(minor int64) Amounts {
	return Amounts{CashMinor: minor, GoodwillMinor: minor}
}

// LeftMoney is the money that has not gone back, in minor units.
func (t *Terms) LeftMoney(given Amounts) int64 { return t.Money() - given.CashMinor }

// Back is what goes back when so many pieces of each line are kept and so much has gone back
// before. Ruling R22: it is what was paid less what the kept lines cost, less what has gone
// back, and never less than nothing. So the order of returns decides how much goes back when,
// and not how much has gone back once all has come back.
func (t *Terms) Back(kept []int, given Amounts, r Rule) (back Amounts) {
	p, cost := t.paid(), t.Reprice(kept)
	back.Points = max(p.points-cost.Points-given.Points, 0)

	s := t.split(p, cost, kept, r)
	due := max(s.due(given.GoodwillMinor)-given.OffsetMinor-given.CashMinor, 0)
	lines := min(due, max(min(p.lines, s.lines+given.GoodwillMinor)-(given.OffsetMinor+given.CashMinor-given.ShippingMinor), 0))
	left := max(s.most-p.offset-given.CashMinor, 0) // of the money
	back.ShippingMinor = max(min(due-lines, p.shipping-given.ShippingMinor, left), 0)
	lines = due - back.ShippingMinor
	back.OffsetMinor = min(max(s.offset-given.OffsetMinor, 0), lines)
	cash := min(lines-back.OffsetMinor, left-back.ShippingMinor)
	back.OffsetMinor = min(lines-cash, p.offset-given.OffsetMinor)
	back.CashMinor = cash + back.ShippingMinor
	back.OffsetPoints = mall.Points(mall.PartOf(int64(p.offsetPoints), given.OffsetMinor+back.OffsetMinor, p.offset)) - given.OffsetPoints
	return back
}

// target is what should have gone back in all, goodwill apart.
type target struct {
	// lines is of the lines' money, of which offset is points' money.
	lines, offset int64
	shipping      int64
	// most is all that can ever go back.
	most int64
}

func (t *Terms) split(p paid, cost Cost, kept []int, r Rule) (s target) {
	if !slices.ContainsFunc(kept, func(n int) bool { return n > 0 }) {
		cost.ShippingMinor = 0
	}
	s.most = p.lines
	if !r.KeepShipping {
		s.shipping = max(p.shipping-cost.ShippingMinor, 0)
		s.most += p.shipping
	}
	// Sending that was free and is not any more is paid by what would go back.
	s.lines = max(p.lines-cost.Minor-max(cost.ShippingMinor-p.shipping, 0), 0)
	switch r.Order {
	case mall.TenderCashFirst:
		s.offset = max(s.lines-p.cash, 0)
	case mall.TenderProRata:
		s.offset = mall.PartOf(p.offset, s.lines, p.lines)
	default:
		s.offset = s.lines
	}
	// Points never pay more of the kept lines than their terms allow.
	s.offset = min(max(s.offset, p.offset-cost.Room), p.offset)
	return s
}

// due is all money that should have gone back, with what was given without goods: that is an
// advance on what goes back with them.
func (s *target) due(goodwill int64) int64 { return min(s.lines+s.shipping+goodwill, s.most) }
