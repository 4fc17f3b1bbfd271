package growth

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Totals are what a member's history comes to, as it is shown.
type Totals struct {
	// FirstPurchaseAt and LastActivityAt are nil where there was none.
	FirstPurchaseAt, LastActivityAt *time.Time
	Purchases                       int64
	// SpentMinor is in the mall's currency, in minor units.
	SpentMinor int64
}

// TotalsOf reads the totals of members; who has done nothing is missing.
func TotalsOf(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]Totals, error) {
	found := make(map[mall.MemberID]Totals, len(members))
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var t Totals
		if err := scan(&id, &t.FirstPurchaseAt, &t.LastActivityAt, &t.Purchases, &t.SpentMinor); err != nil {
			return err
		}
		found[id] = t
		return nil
	}, "select member_id, first_purchase_at, last_activity_at, purchases, spent_minor from growth where member_id "+tx.Dialect.In(1, "uuid"), set)
}
