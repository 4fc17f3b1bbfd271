package referral

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ForgetMember deletes the traces by which a member could be recognised, those of their own
// invitation included. Who invited whom stays, by ids.
func ForgetMember(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	if _, err := tx.Exec(ctx, "delete from member_traces where member_id = $1", m); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "update referrals set device = null, address = null where invitee_id = $1", m)
	return err
}
