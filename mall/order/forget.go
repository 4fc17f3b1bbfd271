package order

import (
	"context"

	"pointsmall/ent"
	entorder "pointsmall/ent/order"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// CountOpen counts a member's orders of which something is still to come.
func CountOpen(ctx context.Context, client *ent.Client, m mall.MemberID) (int, error) {
	return client.Order.Query().Where(entorder.MemberID(m), entorder.StatusNotIn(mall.OrderCompleted, mall.OrderCancelled, mall.OrderRefunded)).Count(ctx)
}

// ForgetMember takes from a member's orders where they were sent, and what the member wrote.
func ForgetMember(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	if err := tx.Ent().Order.Update().Where(entorder.MemberID(m), entorder.AddressNotNil()).ClearAddress().Exec(ctx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "update order_changes set note = null where note is not null and actor = $1 and order_id in (select id from orders where member_id = $2)", m.String(), m)
	return err
}
