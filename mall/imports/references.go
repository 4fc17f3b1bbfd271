package imports

import (
	"context"

	"pointsmall/mall/store"
)

// reference is a column that names a member, a SKU or a product. What is named nowhere can be
// removed as if it had never been.
type reference struct{ table, column string }

// memberReferences are the columns that name members, but for those that every member has a row of.
var memberReferences = []reference{
	{"activities", "member_id"}, {"addresses", "member_id"}, {"adjustment_requests", "member_id"}, {"after_sales", "member_id"}, {"carts", "member_id"},
	{"check_ins", "member_id"}, {"corrections", "member_id"}, {"corrections", "to_member_id"}, {"coupon_changes", "member_id"}, {"coupons", "member_id"},
	{"expiry_reminders", "member_id"}, {"falls", "member_id"}, {"grants", "member_id"}, {"growth", "member_id"}, {"holds", "member_id"},
	{"lottery_draws", "member_id"}, {"lottery_players", "member_id"}, {"member_days", "member_id"}, {"member_traces", "member_id"}, {"orders", "member_id"},
	{"purchases", "member_id"}, {"redemptions", "member_id"}, {"referrals", "invitee_id"}, {"referrals", "referrer_id"}, {"returns", "member_id"},
	{"scan_codes", "redeemed_by"}, {"sessions", "member_id"}, {"tag_changes", "member_id"}, {"task_progress", "member_id"}, {"tier_changes", "member_id"},
	{"transfers", "from_member"}, {"transfers", "to_member"},
	{"consents", "member_id"}, {"data_exports", "member_id"}, {"identities", "member_id"}, {"messages", "member_id"}, {"waiting_places", "member_id"},
}

// skuReferences are the columns that name SKUs, but for those that go with them.
var skuReferences = []reference{
	{"cart_lines", "sku_id"}, {"lottery_prizes", "sku_id"}, {"order_lines", "sku_id"}, {"redemptions", "sku_id"}, {"sale_goods", "sku_id"}, {"shared_skus", "sku_id"},
}

// referring says of ids in which table a row names them.
func referring[T ~[16]byte](ctx context.Context, tx *store.Tx, references []reference, ids []T) (map[T]string, error) {
	used := map[T]string{}
	set, err := store.Set(tx.Dialect, asIDs(ids))
	if err != nil || len(ids) == 0 {
		return used, err
	}
	for _, r := range references {
		err := tx.Each(ctx, func(scan func(...any) error) error {
			var id idCell
			if err := scan(&id); err != nil {
				return err
			}
			used[T(id)] = r.table
			return nil
		}, "select distinct "+r.column+" from "+r.table+" where "+r.column+" "+tx.Dialect.In(1, "uuid"), set)
		if err != nil {
			return nil, err
		}
	}
	return used, nil
}
