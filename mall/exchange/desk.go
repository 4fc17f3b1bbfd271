package exchange

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// desk is the working set of one group: what was loaded, and what the requests
// decided so far have made of it.
type desk struct {
	bus      *event.Bus
	now      time.Time
	zone     *time.Location
	currency mall.Currency
	stopped  *mall.Error // nil while exchanges are open
	wants    store.Wants
	requests []Request
	keys     []order.Key // that are looked up

	book   *ledger.Book
	offers *catalog.Offers
	// levels are read where an offer of the group asks for them.
	levels map[mall.MemberID]member.Level
	// had are pieces that members had of sales with a limit, places those in waiting rooms of
	// members who show an admission.
	had    order.SaleTaken
	places *waiting.Sheet
	// placed holds the orders of known keys, those of this group included.
	placed map[order.Key]*ent.Order

	orders  []*ent.Order
	lines   []*ent.OrderLine
	signals []mall.Signal
}

func (s *Service) desk() *desk {
	return &desk{bus: s.bus, now: s.clock(), zone: s.zone, currency: s.currency, stopped: s.stopped(), placed: map[order.Key]*ent.Order{}}
}

func (r Request) want(d *desk) {
	d.wants.Spends(r.Member, 0) // how many points, is known only with the prices
	d.wants.Stocks = append(d.wants.Stocks, r.Sku)
	d.requests = append(d.requests, r)
}

func (r Request) name(d *desk) { d.keys = append(d.keys, r.key()) }

// before is the order that the key has placed.
func (r Request) before(d *desk) (before store.Before[Result], ok bool) {
	o := d.placed[r.key()]
	if o == nil {
		return before, false
	}
	return store.Before[Result]{Fingerprint: o.Fingerprint, Answer: Result{Order: o, Repeated: true}}, true
}

// Save adds the orders and what they took to the batch.
func (d *desk) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
	order.Save(batch, tx.Dialect, d.orders, d.lines)
	d.book.Save(batch)
	d.offers.Save(batch)
	d.places.Save(batch)
	d.bus.Write(tx, batch, append(d.signals, d.book.Signals()...)...)
	return nil
}
