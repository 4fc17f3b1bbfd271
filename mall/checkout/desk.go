package checkout

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/coupon"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// desk is the working set of one group of orders: what was loaded, and what the requests
// decided so far have made of it.
type desk struct {
	bus      *event.Bus
	now      time.Time
	settings setting.Mall
	ways     ways
	wants    store.Wants
	requests []Order
	keys     []order.Key // that are looked up

	book    *ledger.Book
	offers  *catalog.Offers
	coupons *coupon.Sheet
	// parents is the tree of categories, where a coupon asks for it; ordered are the members who
	// have another order, where one asks for that.
	parents  map[mall.CategoryID]mall.CategoryID
	ordered  map[mall.MemberID]bool
	levels   map[mall.MemberID]member.Level
	had      order.SaleTaken
	places   *waiting.Sheet
	payments *payment.Sheet
	// placed holds the orders of known keys, used those of known quotes; those of this group
	// included.
	placed map[order.Key]*ent.Order
	used   map[uuid.UUID]mall.OrderID

	orders  []*ent.Order
	lines   []*ent.OrderLine
	taken   []cart.Taken
	signals []mall.Signal
}

func (s *Service) desk() *desk {
	now := s.Clock()
	return &desk{
		bus: s.Bus, now: now, settings: s.Settings.Current(), ways: s.ways(), payments: payment.NewSheet(now),
		placed: map[order.Key]*ent.Order{}, used: map[uuid.UUID]mall.OrderID{}, ordered: map[mall.MemberID]bool{},
	}
}

func (r Order) want(d *desk) {
	d.wants.Spends(r.Member, 0) // how many points, is known only with the prices
	for sku := range r.skus() {
		if !slices.Contains(d.wants.Stocks, sku) {
			d.wants.Stocks = append(d.wants.Stocks, sku)
		}
	}
	for _, id := range r.coupons() {
		if !slices.Contains(d.wants.Coupons, id) {
			d.wants.Coupons = append(d.wants.Coupons, id)
		}
	}
	d.requests = append(d.requests, r)
}

func (r Order) name(d *desk) { d.keys = append(d.keys, r.key()) }

// before is the order that the key has placed.
func (r Order) before(d *desk) (before store.Before[Placed], ok bool) {
	o := d.placed[r.key()]
	if o == nil {
		return before, false
	}
	return store.Before[Placed]{Fingerprint: o.Fingerprint, Answer: Placed{Order: o}}, true
}

// Recall finds the orders that the named keys have placed before.
func (d *desk) Recall(ctx context.Context, tx *store.Tx) error {
	found, err := order.Recall(ctx, tx, d.keys)
	maps.Copy(d.placed, found)
	d.keys = nil
	return err
}

// Save adds the orders and what they took or hold to the batch.
func (d *desk) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
	order.Save(batch, tx.Dialect, d.orders, d.lines)
	d.payments.Save(batch)
	d.book.Save(batch)
	d.offers.Save(batch)
	d.coupons.Save(batch)
	d.places.Save(batch)
	cart.Save(batch, d.taken)
	d.bus.Write(tx, batch, append(d.signals, d.book.Signals()...)...)
	return nil
}
