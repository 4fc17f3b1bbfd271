package checkout

import (
	"log/slog"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/order"
)

// take has an order take the step that an event leads to, with all of its effects. ok is false,
// and nothing has changed, where the event makes no sense in the order's state.
func (d *orderDesk) take(o *ent.Order, on order.Event, note string, by mall.Actor) (ok bool) {
	step, ok := order.Next(o.Status, on)
	if !ok {
		return false
	}
	for _, e := range step.Effects {
		d.do(e, o, note, by)
	}
	d.orders.Move(o, step.To, note, by)
	d.tellOf(o)
	return true
}

// do has one effect. What can refuse one is asked before.
func (d *orderDesk) do(e order.Effect, o *ent.Order, note string, by mall.Actor) {
	switch e {
	case order.EffectSpendHeld, order.EffectReleaseHeld:
		d.movePoints(e, o, by)
	case order.EffectTakeReserved, order.EffectReleaseReserved, order.EffectTakeStock:
		d.moveStock(e, o)
	case order.EffectGiveBack:
		d.giveAllBack(o, note, by)
	case order.EffectCount:
		d.count(o, 1)
	case order.EffectUncount:
		d.count(o, -1)
	case order.EffectUseCoupons, order.EffectUseAnew:
		d.moveCoupons(o.ID, true, by)
	case order.EffectGiveCouponsBack:
		d.moveCoupons(o.ID, false, by)
	case order.EffectEarn:
		d.earn(o)
	case order.EffectSpendAnew: // late.go has spent them, because that can be refused
	}
}

func (d *orderDesk) movePoints(e order.Effect, o *ent.Order, by mall.Actor) {
	account, ok := d.sales.Book().Account(o.MemberID)
	if !ok || o.Points == 0 {
		return
	}
	switch e {
	case order.EffectSpendHeld:
		o.EntryID = new(account.SpendHeld(d.holds[o.ID]))
	case order.EffectReleaseHeld:
		account.ReleaseHeld(d.holds[o.ID], by)
	}
}

func (d *orderDesk) moveStock(e order.Effect, o *ent.Order) {
	for _, l := range d.facts[o.ID].lines {
		offer, ok := d.offers.Offer(l.sku)
		if !ok {
			continue
		}
		switch e {
		case order.EffectTakeReserved:
			offer.TakeReserved(l.quantity)
		case order.EffectReleaseReserved:
			offer.Free(l.quantity)
		case order.EffectTakeStock:
			offer.Take(l.quantity)
		}
	}
}

// count adds the order's pieces to what the member has redeemed of SKUs with a limit, or takes
// them out.
func (d *orderDesk) count(o *ent.Order, sign int) {
	for _, l := range d.facts[o.ID].lines {
		if offer, ok := d.offers.Offer(l.sku); ok && offer.Counted {
			d.offers.CountRedeemed(catalog.Redeemer{Member: o.MemberID, Sku: l.sku}, sign*l.quantity)
		}
	}
}

// earn records the order as a purchase. Money that has arrived is never refused: where it can
// earn nothing, the order is paid all the same.
func (d *orderDesk) earn(o *ent.Order) {
	if d.facts[o.ID].goods == 0 { // only sending it was paid for
		return
	}
	if _, refusal := d.sales.Record(d.facts[o.ID].purchase(d.now)); refusal != nil {
		slog.Warn("a paid order earns nothing", "order", o.ID.String(), "error", refusal)
	}
}
