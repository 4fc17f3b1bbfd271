package purchase

import (
	"context"

	"pointsmall/ent"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// OfMember reads a member's purchases after one of them, the oldest first; the zero id: from the
// first on.
func OfMember(ctx context.Context, db *store.DB, m mall.MemberID, after mall.PurchaseID, limit int) ([]*ent.Purchase, error) {
	return db.Ent().Purchase.Query().Where(entpurchase.MemberID(m), entpurchase.IDGT(after)).Order(entpurchase.ByID()).Limit(limit).All(ctx)
}
