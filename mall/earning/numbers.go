package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/store"
)

// numbers are what sources have reported before, by their numbers.
type numbers struct {
	purchases  map[purchase.Ref]*ent.Purchase
	returns    map[purchase.Ref]*ent.PurchaseReturn
	activities map[activity.Ref]*ent.Activity
	// awaited are returns that were reported before their purchase.
	awaited map[purchase.Ref][]*ent.PurchaseReturn
}

// Recall looks up the numbers that requests named.
func (d *desk) Recall(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.wants.activities) > 0 {
		if d.numbers.activities, err = activity.Recall(ctx, tx, d.wants.activities); err != nil {
			return err
		}
	}
	if len(d.wants.returns) > 0 {
		if d.numbers.returns, err = purchase.RecallReturns(ctx, tx, d.wants.returns); err != nil {
			return err
		}
	}
	if len(d.wants.purchases) == 0 {
		return nil
	}
	numbers := make([]purchase.Ref, len(d.wants.purchases))
	for i, t := range d.wants.purchases {
		numbers[i] = t.number
	}
	if d.numbers.purchases, d.numbers.awaited, err = purchase.Recall(ctx, tx, numbers); err != nil || len(d.numbers.awaited) == 0 {
		return err
	}
	return d.coverAwaited(ctx, tx)
}

// coverAwaited reads all lots of those whose returns wait for purchases of the group.
func (d *desk) coverAwaited(ctx context.Context, tx *store.Tx) error {
	spend := map[mall.MemberID]mall.Points{}
	for _, t := range d.wants.purchases {
		if len(d.numbers.awaited[t.number]) > 0 {
			spend[d.members[t.member].ID] = mall.MaxPoints
		}
	}
	if err := d.book.Cover(ctx, tx, spend); err != nil {
		return err
	}
	bought := map[mall.MemberID][]mall.Date{}
	for _, p := range d.known() {
		if _, ok := spend[p.member]; ok {
			bought[p.member] = append(bought[p.member], d.day(p))
		}
	}
	if err := d.readFallingOf(ctx, tx, bought); err != nil {
		return err
	}
	return d.readClawback(ctx, tx)
}
