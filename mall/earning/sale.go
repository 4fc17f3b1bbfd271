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
// recorded, and what came back so far. It does not ask today's rules.
type sale struct {
	row   *ent.Purchase
	goods *purchase.Goods
	// points are what each line was granted.
	points []int64
	lots   []mall.LotID
	// returns are those that were applied.
	returns []*ent.PurchaseReturn
	// due is how many points the returns had to take, repaid how much money they gave back, in
	// minor units.
	due, repaid int64
	// own is what the returns took from the grant's own lots, other what they took from other
	// lots and as debt. Example: due 420, of which 300 were still in the grant's lots: own 300,
	// other 120.
	own, other mall.Points
	// why is told of what is taken back, in place of the arithmetic; nil: goods came back.
	why *mall.Text
	// counted is how much of the grant counts for tiers.
	counted mall.Points
	// anew has what is left of the sale earn anew: see reevaluate.go; nil: each line's share
	// is due for it.
	anew *anew
}

// newSale makes a sale of a purchase, its grant (nil: it earned nothing) and the returns
// that were applied.
func newSale(row *ent.Purchase, g *grant.Grant, earlier []*ent.PurchaseReturn) *sale {
	total := mall.Money{Minor: row.TotalMinor, Currency: row.Currency}
	s := &sale{row: row, goods: purchase.NewGoods(row.Lines, total), points: make([]int64, len(row.Lines))}
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
		s.count(r)
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

// count adds a return that was applied.
func (s *sale) count(r *ent.PurchaseReturn) {
	s.goods.Back(r.Pieces)
	s.goods.Refund(refunded(r))
	s.returns = append(s.returns, r)
	s.due += int64(r.Due)
	s.repaid += r.AmountMinor
	s.own += r.Own
	s.other += r.Other + r.Debt
}

// refunded is the money that a return gave back without goods, in minor units.
func refunded(r *ent.PurchaseReturn) int64 {
	if r.RefundMinor == nil {
		return 0
	}
	return *r.RefundMinor
}

// leftToRepay is the money that has not come back, in minor units.
func (s *sale) leftToRepay() int64 { return s.row.TotalMinor - max(s.goods.Repaid(), s.repaid) }

// mayRefund refuses money that was not paid, or has come back. Refusals: INVALID_INPUT (in
// another currency), LIMIT_EXCEEDED.
func (s *sale) mayRefund(r *ent.PurchaseReturn) *mall.Error {
	if r.RefundMinor == nil {
		return nil
	}
	amount := mall.Money{Minor: *r.RefundMinor, Currency: *r.RefundCurrency}
	paid := mall.Money{Minor: s.row.TotalMinor, Currency: s.row.Currency}
	if amount.Currency != paid.Currency {
		return mall.Errorf(mall.CodeInvalidInput, "the purchase was paid in %s", "该消费以 %s 支付", paid.Currency).At("amount", "currency")
	}
	left := mall.Money{Minor: s.leftToRepay(), Currency: paid.Currency}
	if amount.Minor > left.Minor {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "%s cannot be given back: %s was paid, and %s of it is left to return", "不能退款 %s：共支付 %s，可退 %s", amount, paid, left).At("amount", "amount")
		refusal.Figures = mall.Figures{Limit: paid.Minor, Left: left.Minor}
		return refusal
	}
	return nil
}

// takeBack applies a return to its purchase: it posts what is taken back, lowers the
// member's growth, and notes the return to be saved. A refusal has changed nothing.
func (d *desk) takeBack(s *sale, r *ent.PurchaseReturn, policy mall.ClawbackPolicy) *mall.Error {
	pieces, refusal := s.goods.Find(r.Lines)
	if refusal != nil {
		return refusal
	}
	if refusal := s.mayRefund(r); refusal != nil {
		return refusal
	}
	account, ok := d.book.Account(s.row.MemberID)
	if !ok {
		return member.NotFound()
	}
	f := d.returnFall(s, r)
	whole := s.goods.Whole()
	s.goods.Back(pieces)
	s.goods.Refund(refunded(r))
	r.Pieces = pieces
	r.Due = mall.Points(max(d.owed(s)-s.due, 0))
	r.AmountMinor = max(s.goods.Repaid()-s.repaid, 0)
	r.Completes = s.goods.Whole() && !whole
	claim := ledger.Claim{Lots: s.lots, Granted: s.row.Points, Own: s.own, Other: s.other, Points: r.Due}
	claim.Explain = func(t ledger.Taken) mall.Text { return s.explain(r, t) }
	cause := ledger.Cause{Purchase: &s.row.ID, Ref: r.ID.String(), At: r.OccurredAt}
	if s.row.FundedBy != nil {
		cause.Funder = *s.row.FundedBy
	}
	taken := account.Clawback(claim, policy, cause)

	r.Status, r.Refusal, r.PurchaseID, r.MemberID = mall.ReturnApplied, nil, &s.row.ID, &s.row.MemberID
	r.Own, r.Other, r.Debt = taken.Own, taken.Other, taken.Debt
	if taken.Points() > 0 {
		r.EntryID = &taken.Entry
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: s.row.MemberID.UUID()})
	}
	s.due, s.repaid, s.own, s.other = s.due+int64(r.Due), s.repaid+r.AmountMinor, s.own+taken.Own, s.other+taken.Other+taken.Debt
	s.returns = append(s.returns, r)
	d.returns = append(d.returns, r)
	d.countReturn(s, r)
	f.is = s.event()
	f.undo()
	return nil
}

// event is what is left of the purchase, as rules see it.
func (s *sale) event() rule.Event {
	total := mall.Money{Minor: s.row.TotalMinor - s.repaid, Currency: s.row.Currency}
	return Purchase{Source: s.row.Source, OccurredAt: s.row.OccurredAt, Channel: s.row.Channel, Total: total, Lines: s.goods.Rest()}.Event()
}

// countReturn lowers the history by what came back.
func (d *desk) countReturn(s *sale, r *ent.PurchaseReturn) {
	b := d.lowering(s, r)
	d.sheet[s.row.MemberID].Return(b)
	lost := mall.Sums{SpentMinor: b.SpentMinor, Points: b.Qualifying}
	if b.Whole {
		lost.Purchases = 1
	}
	d.lose(s.row.MemberID, b.Day, lost)
}

// lowering is what a return of the sale takes out of the history, whether or not its points
// could be taken: on the purchase's own day.
func (d *desk) lowering(s *sale, r *ent.PurchaseReturn) growth.Back {
	b := growth.Back{
		Day: mall.DateOf(s.row.OccurredAt, d.settings.Zone), Whole: r.Completes && s.row.TotalMinor > 0,
		Earned: r.Due, Qualifying: s.qualifying(r.Due),
	}
	if s.row.Currency == d.settings.Currency {
		b.SpentMinor = r.AmountMinor
	}
	return b
}

// qualifying is how much of what a return is due counted for tiers: the part of the grant
// that did, of all that is due, less what it would be without that return.
func (s *sale) qualifying(due mall.Points) mall.Points {
	part := func(points int64) mall.Points {
		return mall.Points(mall.PartOf(int64(s.counted), points, int64(s.row.Points)))
	}
	return part(s.due) - part(s.due-int64(due))
}
