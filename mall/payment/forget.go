package payment

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ForgetMember takes what attempts to pay a member's orders say of the member: their account at
// the provider, and what their client was told to do. Amounts and the provider's numbers stay.
func ForgetMember(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	_, err := tx.Exec(ctx, "update payments set options = '', client_action = '' where (options <> '' or client_action <> '') and order_id in (select id from orders where member_id = $1)", m)
	return err
}
