package checkout

import (
	"context"
	"maps"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/coupon"
	"pointsmall/mall/earning"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// orderDesk is the working set of one group of requests about orders that were placed before.
type orderDesk struct {
	now      time.Time
	settings setting.Mall
	ways     ways
	facts    map[mall.OrderID]*facts
	// heard are the payments of which providers tell, paying the orders that they are for. The desk
	// reads their facts itself; name names the goods of old orders.
	heard  []heard
	paying map[mall.PaymentID]mall.OrderID
	name   func(context.Context, map[mall.OrderID]*facts) error

	sales    *earning.Sales
	orders   *order.Sheet
	payments *payment.Sheet
	offers   *catalog.Offers
	coupons  *coupon.Sheet
	wanted   []mall.CouponID
	holds    map[mall.OrderID]*ent.Hold
	// lapses are what expired of points that cancelled orders had pinned, given up the steps
	// by which they became CANCELLED.
	lapses  ledger.Lapses
	givenUp map[mall.OrderID]*ent.OrderChange
	// giving are orders of which something may go back, given what has gone back of them;
	// refunds are new.
	giving  []mall.OrderID
	given   order.Refunds
	refunds []*order.Refund
	// ending are after-sales that are to end with refunds, ended the steps by which they did.
	ending map[mall.AfterSaleID]*ent.AfterSale
	ended  []ended
	// spent are the entries that paid orders, policies what holds for what comes back of them.
	spent    map[mall.EntryID]*ent.Entry
	policies map[mall.PointsCurrency]mall.PointsPolicy
}

func (s *Service) orderDesk() *orderDesk {
	return &orderDesk{
		now: s.Clock(), settings: s.Settings.Current(), ways: s.ways(), facts: map[mall.OrderID]*facts{}, name: s.nameGoods, sales: s.Earning.Sales(),
		givenUp: map[mall.OrderID]*ent.OrderChange{}, spent: map[mall.EntryID]*ent.Entry{},
		ending: map[mall.AfterSaleID]*ent.AfterSale{},
	}
}

// heard is a payment of which a provider tells.
type heard struct {
	payment mall.PaymentID
	paid    bool
}

// learn reads the facts of the orders of which providers tell, and asks for these orders. Facts
// never change: they may be read before anything is locked.
func (d *orderDesk) learn(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.heard) == 0 {
		return nil
	}
	payments := make([]mall.PaymentID, len(d.heard))
	for i, h := range d.heard {
		payments[i] = h.payment
	}
	if d.paying, err = payment.Orders(ctx, tx, payments); err != nil {
		return err
	}
	orders, lines, err := order.Read(ctx, tx, slices.Collect(maps.Values(d.paying)))
	if err != nil {
		return err
	}
	known := make(map[mall.OrderID]*facts, len(orders))
	for id, o := range orders {
		if known[id], err = factsOf(o, lines[id]); err != nil {
			return err
		}
	}
	if err := d.name(ctx, known); err != nil {
		return err
	}
	for _, h := range d.heard {
		if f := known[d.paying[h.payment]]; f != nil {
			d.about(f, h.paid)
		}
	}
	return nil
}

// about asks for an order. earns says that it may be paid now.
func (d *orderDesk) about(f *facts, earns bool) {
	d.facts[f.id] = f
	d.couponsOf(f)
	if !earns {
		d.sales.Account(f.member, 0)
		return
	}
	d.sales.Account(f.member, f.points) // where it is paid late, points are spent anew
	if f.goods > 0 {
		d.sales.May(f.purchase(d.now))
	}
}

// Load locks accounts, orders, coupons and stock rows, in this order, and reads the rest.
func (d *orderDesk) Load(ctx context.Context, tx *store.Tx) (err error) {
	if err := d.learn(ctx, tx); err != nil {
		return err
	}
	if err := d.sales.Lock(ctx, tx); err != nil {
		return err
	}
	ids := make([]mall.OrderID, 0, len(d.facts))
	for id := range d.facts {
		ids = append(ids, id)
	}
	if d.orders, err = order.Lock(ctx, tx, d.now, ids); err != nil {
		return err
	}
	if d.payments, err = payment.Read(ctx, tx, d.now, ids); err != nil {
		return err
	}
	if err := d.readPoints(ctx, tx, ids); err != nil {
		return err
	}
	if d.coupons, err = coupon.Lock(ctx, tx, d.now, d.wanted); err != nil {
		return err
	}
	if len(d.giving) > 0 {
		if d.given, err = order.ReadRefunds(ctx, tx, d.giving); err != nil {
			return err
		}
	}
	if err := d.readEnding(ctx, tx); err != nil {
		return err
	}
	if err := d.lockStock(ctx, tx); err != nil {
		return err
	}
	return d.sales.Read(ctx, tx)
}

// readPoints reads what the orders hold, held, or have spent.
func (d *orderDesk) readPoints(ctx context.Context, tx *store.Tx, ids []mall.OrderID) (err error) {
	if d.holds, err = d.sales.Book().HoldsOfOrders(ctx, tx, ids); err != nil {
		return err
	}
	var freed []*ent.Hold
	var entries []mall.EntryID
	var cancelled []*ent.Order
	d.orders.All(func(o *ent.Order) {
		switch {
		case o.Status == mall.OrderCancelled:
			cancelled = append(cancelled, o)
			if h := d.holds[o.ID]; h != nil {
				freed = append(freed, h)
			}
		case o.EntryID != nil:
			entries = append(entries, *o.EntryID)
		}
	})
	for _, o := range cancelled {
		if d.givenUp[o.ID], err = order.Began(ctx, tx, o.ID, mall.OrderCancelled); err != nil {
			return err
		}
	}
	if d.lapses, err = d.sales.Book().ReadLapses(ctx, tx, freed); err != nil || len(entries) == 0 {
		return err
	}
	return d.readSpent(ctx, tx, entries)
}

// readSpent reads the entries that paid orders, their lots, and what holds when they come back.
func (d *orderDesk) readSpent(ctx context.Context, tx *store.Tx, ids []mall.EntryID) (err error) {
	rows, err := tx.Ent().Entry.Query().Where(entry.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	var lots []mall.LotID
	for _, e := range rows {
		d.spent[e.ID] = e
		for _, a := range e.Allocations {
			lots = append(lots, a.Lot)
		}
	}
	if d.policies, err = ledger.Policies(ctx, tx); err != nil {
		return err
	}
	return d.sales.Book().Fetch(ctx, tx, lots)
}

// lockStock locks the stock of all orders' SKUs, and reads what members have redeemed of those
// with a limit.
func (d *orderDesk) lockStock(ctx context.Context, tx *store.Tx) (err error) {
	wanted := map[mall.SkuID]bool{}
	var skus []mall.SkuID
	for _, f := range d.facts {
		for _, l := range f.lines {
			if !wanted[l.sku] {
				wanted[l.sku] = true
				skus = append(skus, l.sku)
			}
		}
	}
	if d.offers, err = catalog.Lock(ctx, tx, skus); err != nil {
		return err
	}
	var redeemers []catalog.Redeemer
	for _, f := range d.facts {
		for _, l := range f.lines {
			if offer, ok := d.offers.Offer(l.sku); ok && offer.Counted {
				redeemers = append(redeemers, catalog.Redeemer{Member: f.member, Sku: l.sku})
			}
		}
	}
	return d.offers.ReadRedeemed(ctx, tx, redeemers)
}

// Save adds everything that has changed to the batch.
func (d *orderDesk) Save(ctx context.Context, tx *store.Tx, batch *store.Batch) error {
	d.orders.Save(batch)
	order.SaveRefunds(batch, d.refunds)
	d.payments.Save(batch)
	d.offers.Save(batch)
	d.coupons.Save(batch)
	if err := d.saveEnded(ctx, tx); err != nil {
		return err
	}
	return d.sales.Save(ctx, tx, batch)
}
