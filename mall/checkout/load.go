package checkout

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/coupon"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Load locks accounts, then coupons, then stock rows, and reads what the requests need.
func (d *desk) Load(ctx context.Context, tx *store.Tx) error {
	if err := d.open(ctx, tx); err != nil {
		return err
	}
	if err := d.readPrices(ctx, tx); err != nil {
		return err
	}
	if err := d.book.Cover(ctx, tx, d.wanted()); err != nil {
		return err
	}
	if err := d.readRights(ctx, tx); err != nil {
		return err
	}
	if tx.Unlocked && d.needsLocks() {
		return store.ErrNeedsLocks
	}
	return nil
}

// open reads accounts, coupons and stock: one after the other where they are locked, because
// locks have an order; at once where they are not.
func (d *desk) open(ctx context.Context, tx *store.Tx) (err error) {
	members, _ := d.wants.Members()
	if !tx.Unlocked {
		if d.book, err = ledger.Open(ctx, tx, d.now, d.settings.Zone, members); err != nil {
			return err
		}
		if d.coupons, err = coupon.Lock(ctx, tx, d.now, d.wants.Coupons); err != nil {
			return err
		}
		d.offers, err = catalog.Lock(ctx, tx, d.wants.Stocks)
		return err
	}
	var accounts, stock store.Reading
	if d.book, accounts, err = ledger.Prepare(tx, d.now, d.settings.Zone, members); err != nil {
		return err
	}
	if d.offers, stock, err = catalog.Prepare(tx, d.wants.Stocks); err != nil {
		return err
	}
	if err := tx.ReadTogether(ctx, accounts, stock); err != nil {
		return err
	}
	if d.coupons, err = coupon.Lock(ctx, tx, d.now, d.wants.Coupons); err != nil {
		return err
	}
	return d.book.Complete(ctx, tx)
}

// readPrices reads the prices from which lines are chosen, and which quotes were used.
func (d *desk) readPrices(ctx context.Context, tx *store.Tx) (err error) {
	var quotes []uuid.UUID
	choose := false
	for _, r := range d.requests {
		if r.Quote != nil {
			quotes = append(quotes, r.Quote.ID)
		} else {
			choose = true
		}
	}
	if choose {
		if err := d.offers.ReadOptions(ctx, tx); err != nil {
			return err
		}
	}
	if len(quotes) > 0 {
		used, err := order.ByQuotes(ctx, tx, quotes)
		maps.Copy(d.used, used)
		return err
	}
	return nil
}

// wanted is how many points each member needs to have, so that every request of
// theirs can be decided.
func (d *desk) wanted() map[mall.MemberID]mall.Points {
	wanted := make(map[mall.MemberID]mall.Points, len(d.requests))
	for _, r := range d.requests {
		points := r.OffsetPoints
		if r.Quote != nil {
			points = r.Quote.Bill.Points()
		}
		for sku, quantity := range r.skus() {
			if offer, ok := d.offers.Offer(sku); ok {
				// A price too large to pay is as good as the largest amount there is.
				price := min(offer.MostPoints(), mall.MaxPoints/mall.Points(max(quantity, 1))) * mall.Points(max(quantity, 0))
				points = min(points+max(price, offer.MinimumBalance), mall.MaxPoints)
			}
		}
		wanted[r.Member] = min(wanted[r.Member]+max(points, 0), mall.MaxPoints)
	}
	return wanted
}

// readRights reads tiers and counts, where a request asks for them.
func (d *desk) readRights(ctx context.Context, tx *store.Tx) (err error) {
	var members []mall.MemberID
	var redeemers []catalog.Redeemer
	for _, r := range d.requests {
		asks := r.OffsetPoints > 0
		for _, id := range r.coupons() {
			h := d.coupons.Find(id)
			asks = asks || h != nil && h.Rank != nil
		}
		for sku := range r.skus() {
			offer, ok := d.offers.Offer(sku)
			if !ok {
				continue
			}
			asks = asks || offer.AsksTier(d.now)
			if offer.Counted {
				redeemers = append(redeemers, catalog.Redeemer{Member: r.Member, Sku: sku})
			}
		}
		if asks {
			members = append(members, r.Member)
		}
	}
	if len(members) > 0 {
		if d.levels, err = member.Levels(ctx, tx, members); err != nil {
			return err
		}
	}
	if err := d.offers.ReadRedeemed(ctx, tx, redeemers); err != nil {
		return err
	}
	var s sales
	for _, r := range d.requests {
		s.want(d.offers, r.Member, r.lines(), d.now)
	}
	if d.had, d.places, err = s.read(ctx, tx, d.now, d.settings.Zone); err != nil {
		return err
	}
	return d.readConditions(ctx, tx)
}

// readConditions reads what conditions of coupons ask for, where one does.
func (d *desk) readConditions(ctx context.Context, tx *store.Tx) (err error) {
	var first []mall.MemberID
	tree := false
	for _, r := range d.requests {
		for _, id := range r.coupons() {
			h := d.coupons.Find(id)
			if h == nil {
				continue
			}
			tree = tree || len(h.Terms.Categories) > 0
			if h.Terms.FirstOrder {
				first = append(first, r.Member)
			}
		}
	}
	if tree {
		if d.parents, err = catalog.Parents(ctx, tx); err != nil {
			return err
		}
	}
	if len(first) > 0 {
		d.ordered, err = order.Buyers(ctx, tx, first)
	}
	return err
}

// needsLocks reports whether a request changes, or depends on, what no guard covers: the
// account's number covers its points where any are taken, and a coupon's number the coupon; not
// the count of a limited SKU, nor that there is no other order yet.
func (d *desk) needsLocks() bool {
	if d.book.Settled() {
		return true
	}
	for _, r := range d.requests {
		for _, id := range r.coupons() {
			if h := d.coupons.Find(id); h != nil && h.Terms.FirstOrder {
				return true
			}
		}
		for sku := range r.skus() {
			if offer, ok := d.offers.Offer(sku); ok && (offer.Counted || offer.MinimumBalance > 0) {
				return true
			}
		}
	}
	return false
}
