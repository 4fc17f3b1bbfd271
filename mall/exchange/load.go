package exchange

import (
	"context"
	"maps"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Load locks accounts, then stock rows, and reads what the requests need.
func (d *desk) Load(ctx context.Context, tx *store.Tx) error {
	members, _ := d.wants.Members()
	if err := d.open(ctx, tx, members, d.wants.Stocks); err != nil {
		return err
	}
	if err := d.book.Cover(ctx, tx, d.wanted()); err != nil {
		return err
	}
	if err := d.loadRights(ctx, tx); err != nil {
		return err
	}
	if tx.Unlocked && d.needsLocks() {
		return store.ErrNeedsLocks
	}
	return nil
}

// open reads accounts and stock: one after the other where they are locked, because
// locks have an order; at once where they are not.
func (d *desk) open(ctx context.Context, tx *store.Tx, members []mall.MemberID, skus []mall.SkuID) (err error) {
	if !tx.Unlocked {
		if d.book, err = ledger.Open(ctx, tx, d.now, d.zone, members); err != nil {
			return err
		}
		d.offers, err = catalog.Lock(ctx, tx, skus)
		return err
	}
	var accounts, stock store.Reading
	if d.book, accounts, err = ledger.Prepare(tx, d.now, d.zone, members); err != nil {
		return err
	}
	if d.offers, stock, err = catalog.Prepare(tx, skus); err != nil {
		return err
	}
	if err := tx.ReadTogether(ctx, accounts, stock); err != nil {
		return err
	}
	return d.book.Complete(ctx, tx)
}

// wanted is how many points each member needs to have, so that every request of
// theirs can be decided.
func (d *desk) wanted() map[mall.MemberID]mall.Points {
	wanted := make(map[mall.MemberID]mall.Points, len(d.requests))
	for _, r := range d.requests {
		offer, ok := d.offers.Offer(r.Sku)
		if !ok {
			continue
		}
		// Tiers are not known yet: nobody pays more than this.
		if most, priced := offer.Tariff.Most(); priced {
			// A price too large to pay is as good as the largest amount there is.
			price := min(most, mall.MaxPoints/MaxQuantity) * mall.Points(r.Quantity)
			wanted[r.Member] = min(wanted[r.Member]+max(price, offer.MinimumBalance), mall.MaxPoints)
		}
	}
	return wanted
}

// loadRights reads tiers and counts, where a SKU of the group asks for them.
func (d *desk) loadRights(ctx context.Context, tx *store.Tx) error {
	var members []mall.MemberID
	var redeemers []catalog.Redeemer
	for _, r := range d.requests {
		offer, ok := d.offers.Offer(r.Sku)
		if !ok {
			continue
		}
		if offer.AsksTier(d.now) {
			members = append(members, r.Member)
		}
		if offer.Counted {
			redeemers = append(redeemers, catalog.Redeemer{Member: r.Member, Sku: r.Sku})
		}
	}
	if len(members) > 0 {
		levels, err := member.Levels(ctx, tx, members)
		if err != nil {
			return err
		}
		d.levels = levels
	}
	if err := d.offers.ReadRedeemed(ctx, tx, redeemers); err != nil {
		return err
	}
	return d.loadSales(ctx, tx)
}

// loadSales reads what members have had of sales with a limit, and their places in waiting rooms.
func (d *desk) loadSales(ctx context.Context, tx *store.Tx) (err error) {
	takers := map[order.SaleTaker]*mall.SaleTerms{}
	var admitted []*mall.Admission
	for _, r := range d.requests {
		offer, ok := d.offers.Offer(r.Sku)
		if !ok || !offer.Sale.On(d.now) {
			continue
		}
		if offer.Sale.PerMember != nil || offer.Sale.PerDay != nil {
			takers[order.SaleTaker{Member: r.Member, Sku: r.Sku}] = offer.Sale
		}
		if offer.Sale.Waiting {
			admitted = append(admitted, r.admitted)
		}
	}
	if d.had, err = order.ReadSaleTaken(ctx, tx, takers, mall.StartOfDay(mall.DateOf(d.now, d.zone), d.zone)); err != nil {
		return err
	}
	d.places, err = waiting.Read(ctx, tx, admitted)
	return err
}

// needsLocks reports whether a request changes what no guard covers: the account's
// number covers what an entry goes with, not the count of a limited SKU. Holds that have
// ended by their time are saved with locks, too.
func (d *desk) needsLocks() bool {
	return d.book.Settled() || slices.ContainsFunc(d.requests, func(r Request) bool {
		offer, ok := d.offers.Offer(r.Sku)
		if !ok {
			return false
		}
		price, priced := offer.Tariff.For(d.levels[r.Member].Rank)
		return offer.Counted || !priced || price == 0
	})
}

// Recall finds the orders that the named keys have placed before.
func (d *desk) Recall(ctx context.Context, tx *store.Tx) error {
	found, err := order.Recall(ctx, tx, d.keys)
	maps.Copy(d.placed, found)
	d.keys = nil
	return err
}
