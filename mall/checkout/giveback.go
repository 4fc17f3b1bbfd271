package checkout

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/refund"
	"pointsmall/mall/earning"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

// giving is what goes back of an order now.
type giving struct {
	f *facts
	// pieces come back of each line, kept are those that are left then; given has gone back
	// before, and came are the pieces that had come back.
	pieces, kept, came []int
	given, back        refund.Amounts
	number             int
	restock            bool
	reason             string
	by                 mall.Actor
}

// mayGiveBack asks for an order of which something may go back.
func (d *orderDesk) mayGiveBack(f *facts) {
	d.about(f, false)
	d.giving = append(d.giving, f.id)
	if how := d.settings.Checkout.ReturnEarnings; how != mall.ReturnKeep {
		d.sales.MayBack(f.id.String(), how == mall.ReturnReevaluate)
	}
}

// begin is a giving of nothing yet.
func (d *orderDesk) begin(o *ent.Order, reason string, by mall.Actor) *giving {
	g := &giving{f: d.facts[o.ID], number: len(d.given[o.ID]) + 1, reason: reason, by: by, pieces: make([]int, o.LineCount), kept: make([]int, o.LineCount)}
	g.came = d.given.CameBack(o.ID, o.LineCount)
	for i, l := range g.f.lines {
		g.kept[i] = l.quantity - g.came[i]
	}
	for _, r := range d.given[o.ID] {
		g.given.Add(refund.Amounts{
			Points: r.PricePoints, OffsetPoints: r.OffsetPoints, OffsetMinor: r.OffsetMinor,
			CashMinor: r.CashMinor, ShippingMinor: r.ShippingMinor, GoodwillMinor: r.GoodwillMinor,
		})
	}
	return g
}

// rule is how the mall gives back of an order.
func (d *orderDesk) rule(o *ent.Order) refund.Rule {
	return refund.Rule{Order: d.settings.Checkout.RefundTenders, KeepShipping: order.Sent(o.Status) && !d.settings.Checkout.ReturnShipping}
}

// whole reports whether nothing is kept after it.
func (g *giving) whole() bool {
	for _, n := range g.kept {
		if n > 0 {
			return false
		}
	}
	return true
}

// mayReturn refuses points that the account has no room for.
func (d *orderDesk) mayReturn(o *ent.Order, points mall.Points) *mall.Error {
	account, ok := d.sales.Book().Account(o.MemberID)
	switch {
	case points == 0:
		return nil
	case !ok:
		return mall.Errorf(mall.CodeNotFound, "the member has no points account", "会员没有积分账户")
	case !account.CanHold(mall.EntryRefund, points):
		return mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("lines")
	}
	return nil
}

// giveBack gives back what was decided: points to their lots, then what was earned is taken
// back, so that nobody owes what comes back to them (ruling R24); money by a job; pieces and
// counts for limits.
func (d *orderDesk) giveBack(o *ent.Order, g *giving) *order.Refund {
	row := &order.Refund{OrderRefund: &ent.OrderRefund{
		ID: mall.NewOrderRefundID(), OrderID: o.ID, Number: g.number, PricePoints: g.back.Points, OffsetPoints: g.back.OffsetPoints, OffsetMinor: g.back.OffsetMinor,
		CashMinor: g.back.CashMinor, ShippingMinor: g.back.ShippingMinor, GoodwillMinor: g.back.GoodwillMinor,
		Reason: g.reason, Actor: g.by.Ref(), RefundedAt: d.now,
	}}
	row.EntryID = d.returnPoints(o, g)
	if back := d.takeBack(o, g, row.ID); back != nil {
		row.ReturnID, row.TakenBack = &back.ID, earning.TakenBack(back)
	}
	if account, ok := d.sales.Book().Account(o.MemberID); ok && row.EntryID != nil {
		account.Expire() // what came back to lots whose time is over, where the mall gives it no new one
	}
	d.returnMoney(o, g, row)
	for i, n := range g.pieces {
		if n == 0 {
			continue
		}
		row.Lines = append(row.Lines, &ent.OrderRefundLine{OrderID: o.ID, RefundID: row.ID, OrderLineID: order.LineID(o.ID, i+1), Quantity: n, Restocked: g.restock})
		if offer, ok := d.offers.Offer(g.f.lines[i].sku); ok {
			if g.restock {
				offer.PutBack(n)
			}
			if offer.Counted {
				d.offers.CountRedeemed(catalog.Redeemer{Member: o.MemberID, Sku: g.f.lines[i].sku}, -n)
			}
		}
	}
	if d.given == nil {
		d.given = order.Refunds{}
	}
	d.given[o.ID] = append(d.given[o.ID], row)
	d.refunds = append(d.refunds, row)
	return row
}

// returnPoints gives points back to the lots that paid.
func (d *orderDesk) returnPoints(o *ent.Order, g *giving) *mall.EntryID {
	points := g.back.AllPoints()
	account, ok := d.sales.Book().Account(o.MemberID)
	if points == 0 || !ok {
		return nil
	}
	paid := d.spent[*o.EntryID]
	cause := ledger.Cause{Order: &o.ID, Reverses: &paid.ID, Actor: g.by}
	return new(account.Refund(paid.Allocations, g.given.AllPoints(), points, d.policies[paid.Currency], cause))
}

// takeBack takes back what was earned with what comes back.
func (d *orderDesk) takeBack(o *ent.Order, g *giving, id mall.OrderRefundID) *ent.PurchaseReturn {
	if d.settings.Checkout.ReturnEarnings == mall.ReturnKeep {
		return nil
	}
	back := earning.Back{
		Sale: o.ID.String(), Number: id.String(), RefundMinor: g.back.GoodwillMinor,
		What: mall.Textf("Refund of order %s: ", "订单 %s 退款：", order.Number(o.ID)),
	}
	for i, n := range g.pieces {
		if n > 0 && g.f.lines[i].payable > 0 {
			back.Lines = append(back.Lines, g.f.lines[i].part(g.f.payable.Currency, g.came[i], n)...)
		}
	}
	return d.sales.TakeBack(back)
}

// returnMoney has money go back, by a job, of the attempt that has paid the order.
func (d *orderDesk) returnMoney(o *ent.Order, g *giving, row *order.Refund) {
	if g.back.CashMinor == 0 {
		return
	}
	for _, a := range d.payments.Of(o.ID) {
		if a.Kept() >= g.back.CashMinor {
			d.payments.Add(a, mall.PaymentRefundRequested, g.back.CashMinor, g.reason)
			row.PaymentID, row.PaymentRefund = &a.ID, new(len(a.Refunds))
			return
		}
	}
}

// giveAllBack gives back all that has not gone back of an order that was not sent.
func (d *orderDesk) giveAllBack(o *ent.Order, note string, by mall.Actor) {
	g := d.begin(o, note, by)
	g.restock = true
	g.pieces, g.kept = g.kept, make([]int, len(g.kept))
	g.back = g.f.terms.Back(g.kept, g.given, d.rule(o))
	d.giveBack(o, g)
}

// tellOf wakes those who follow an order and its member's points.
func (d *orderDesk) tellOf(o *ent.Order) {
	d.sales.Tell(mall.TopicOrder, o.ID.UUID())
	if o.Points > 0 || o.OffsetPoints > 0 {
		d.sales.Tell(mall.TopicBalance, o.MemberID.UUID())
	}
}
