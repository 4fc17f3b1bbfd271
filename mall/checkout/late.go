package checkout

import (
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
)

// lateUntil is for how long after an order was given up its money still buys it.
const lateUntil = 24 * time.Hour

// captureLate takes money for an order that was cancelled. Soon enough after its time was over,
// it is honoured: with the very points that it had pinned, and with pieces that are still to
// be had. Else all of the money goes back, and the order's history says why.
func (d *orderDesk) captureLate(o *ent.Order, a *payment.Attempt) {
	why := d.honour(o)
	if why == nil {
		d.take(o, order.EventPaidLate, "the money came late and is honoured", system)
		return
	}
	d.sendBack(a, why.Text.EN)
	d.orders.Move(o, o.Status, "the money came late and goes back: "+why.Text.EN, system)
	d.sales.Tell(mall.TopicOrder, o.ID.UUID())
}

// honour spends the points of a cancelled order anew; a refusal has changed nothing.
func (d *orderDesk) honour(o *ent.Order) *mall.Error {
	ended := d.givenUp[o.ID]
	switch {
	case ended == nil || ended.Actor != system.Ref():
		return mall.Errorf(mall.CodeInvalidState, "the order was cancelled", "订单已取消")
	case d.now.Sub(ended.ChangedAt) > lateUntil:
		return mall.Errorf(mall.CodeInvalidState, "the order was given up more than 24 hours before", "订单已超时关闭超过 24 小时")
	}
	account, ok := d.sales.Book().Account(o.MemberID)
	if !ok {
		return mall.Errorf(mall.CodeNotFound, "the member has no points account", "会员没有积分账户")
	}
	if refusal := d.couponsStill(o.ID, o.MemberID); refusal != nil {
		return refusal
	}
	if refusal := d.stillThere(o); refusal != nil || o.Points == 0 {
		return refusal
	}
	var pinned []mall.Allocation
	if h := d.holds[o.ID]; h != nil {
		pinned = h.Allocations
	}
	entry, refusal := account.SpendAgain(pinned, d.lapses, o.Points, ledger.Cause{Order: &o.ID})
	if refusal == nil {
		o.EntryID = &entry
	}
	return refusal
}

// stillThere refuses an order whose pieces are not all to be had any more.
func (d *orderDesk) stillThere(o *ent.Order) *mall.Error {
	wanted := map[mall.SkuID]int{}
	for _, l := range d.facts[o.ID].lines {
		offer, ok := d.offers.Offer(l.sku)
		if !ok {
			return mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在")
		}
		wanted[l.sku] += l.quantity
		who := catalog.Shopper{Balance: mall.MaxPoints, Redeemed: d.offers.Redeemed(catalog.Redeemer{Member: o.MemberID, Sku: l.sku})}
		if refusal := offer.Allow(who, wanted[l.sku], false); refusal != nil {
			return refusal
		}
	}
	return nil
}
