package earning

import (
	"slices"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
)

// sale is a purchase of which goods may come back: what was stored when it was
// recorded, and what came back so far. Today's rules are of no matter to it.
type sale struct {
	row   *ent.Purchase
	goods *purchase.Goods
	// points are what each line was granted, money its part of the total.
	points, money []int64
	lots          []mall.LotID
	// own and other are what earlier returns took from the grant's lots and from
	// elsewhere, debt included.
	own, other mall.Points
	// counted is how much of the grant counts for tiers, due what returns are due so far.
	counted, due mall.Points
	// back is the part of the total that came back so far.
	back int64
}

// newSale makes a sale of a purchase, its grant (nil: it earned nothing) and the returns
// that were applied.
func newSale(row *ent.Purchase, g *grant.Grant, earlier []*ent.PurchaseReturn) *sale {
	s := &sale{row: row, goods: purchase.NewGoods(row.Lines), points: make([]int64, len(row.Lines))}
	s.money = s.goods.Shares(row.TotalMinor)
	switch {
	case g == nil:
	case len(g.Lines) == len(row.Lines):
		for i, p := range g.Lines {
			s.points[i] = int64(p)
		}
	default: // the grant is older than the rules
		s.points = s.goods.Shares(int64(g.Points))
	}
	if g != nil {
		s.counted = g.Counts()
	}
	s.lots = lotsOf(g)
	for _, r := range earlier {
		s.goods.Back(r.Pieces)
		s.own += r.Own
		s.other += r.Other + r.Debt
		s.due += r.Due
		s.back += r.AmountMinor
	}
	return s
}

// lotsOf are the lots of a grant, each once.
func lotsOf(g *grant.Grant) (lots []mall.LotID) {
	if g == nil {
		return nil
	}
	for _, p := range g.Parts {
		if p.Lot != nil && !slices.Contains(lots, mall.LotID(*p.Lot)) {
			lots = append(lots, mall.LotID(*p.Lot))
		}
	}
	return lots
}

// takeBack applies a return to its purchase: it posts what is taken back, lowers the
// member's growth, and notes the return to be saved. A refusal has changed nothing.
func (d *desk) takeBack(s *sale, r *ent.PurchaseReturn) *mall.Error {
	pieces, refusal := s.goods.Find(r.Lines)
	if refusal != nil {
		return refusal
	}
	account, ok := d.book.Account(s.row.MemberID)
	if !ok {
		return member.NotFound()
	}
	due := s.goods.Due(s.points, pieces)
	r.Pieces, r.Due, r.AmountMinor = pieces, mall.Points(sum(due)), sum(s.goods.Due(s.money, pieces))
	claim := ledger.Claim{Lots: s.lots, Granted: s.row.Points, Own: s.own, Other: s.other, Points: r.Due}
	claim.Explain = func(t ledger.Taken) mall.Text { return s.explain(r, due, t) }
	cause := ledger.Cause{Purchase: &s.row.ID, Ref: r.ID.String(), At: r.OccurredAt}
	if s.row.FundedBy != nil {
		cause.Funder = *s.row.FundedBy
	}
	taken := account.Clawback(claim, d.back.clawback, cause)

	f := &fall{d: d, s: s, r: r, was: s.event()}
	s.goods.Back(pieces)
	s.back += r.AmountMinor
	s.own += taken.Own
	s.other += taken.Other + taken.Debt
	r.Status, r.Refusal, r.PurchaseID, r.MemberID = mall.ReturnApplied, nil, &s.row.ID, &s.row.MemberID
	r.Own, r.Other, r.Debt, r.Completes = taken.Own, taken.Other, taken.Debt, s.goods.Whole()
	if taken.Points() > 0 {
		r.EntryID = &taken.Entry
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: s.row.MemberID.UUID()})
	}
	d.returns = append(d.returns, r)
	d.countReturn(s, r)
	f.is = s.event()
	f.undo()
	return nil
}

// event is what is left of the purchase, as rules see it.
func (s *sale) event() rule.Event {
	total := mall.Money{Minor: s.row.TotalMinor - s.back, Currency: s.row.Currency}
	e := Purchase{Source: s.row.Source, OccurredAt: s.row.OccurredAt, Channel: s.row.Channel, Total: total, Lines: s.row.Lines}.Event()
	left := e.Lines[:0]
	for i, l := range e.Lines {
		if l.Quantity -= int(s.goods.Returned(i)); l.Quantity > 0 {
			left = append(left, l)
		}
	}
	e.Lines = left
	return e
}

// countReturn lowers the history by what came back, whether or not its points could be
// taken: on the purchase's own day.
func (d *desk) countReturn(s *sale, r *ent.PurchaseReturn) {
	b := growth.Back{Day: mall.DateOf(s.row.OccurredAt, d.settings.Zone), Whole: r.Completes && s.row.TotalMinor > 0, Earned: r.Due, Qualifying: s.qualifying(r.Due)}
	if s.row.Currency == d.settings.Currency {
		b.SpentMinor = r.AmountMinor
	}
	d.sheet[s.row.MemberID].Return(b)
	lost := mall.Sums{SpentMinor: b.SpentMinor, Points: b.Qualifying}
	if b.Whole {
		lost.Purchases = 1
	}
	d.lose(s.row.MemberID, b.Day, lost)
}

// qualifying is how much of what is due now counted for tiers: the part of the grant that did,
// of all that is due so far, less what it was before.
func (s *sale) qualifying(due mall.Points) mall.Points {
	part := func(points mall.Points) mall.Points {
		return mall.Points(mall.PartOf(int64(s.counted), int64(points), int64(s.row.Points)))
	}
	before := s.due
	s.due += due
	return part(s.due) - part(before)
}

func sum(all []int64) (n int64) {
	for _, v := range all {
		n += v
	}
	return n
}
