package aftersale

import (
	"context"

	"pointsmall/ent"
	entaftersale "pointsmall/ent/aftersale"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// CountOpen counts a member's wishes that are not settled.
func CountOpen(ctx context.Context, client *ent.Client, m mall.MemberID) (int, error) {
	return client.AfterSale.Query().Where(entaftersale.MemberID(m), entaftersale.StatusNotIn(mall.AfterSaleDone, mall.AfterSaleRefused, mall.AfterSaleWithdrawn)).Count(ctx)
}

// ForgetMember takes what a member wrote of their wishes.
func ForgetMember(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	if _, err := tx.Exec(ctx, "update after_sales set note = '' where member_id = $1 and note <> ''", m); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "update after_sale_changes set note = '' where note <> '' and actor = $1 and after_sale_id in (select id from after_sales where member_id = $2)", m.String(), m)
	return err
}
