package cart

import (
	"context"

	"pointsmall/ent/cart"
	"pointsmall/ent/cartline"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ForgetMember deletes a member's cart.
func ForgetMember(ctx context.Context, tx *store.Tx, m mall.MemberID) error {
	ids, err := tx.Ent().Cart.Query().Where(cart.MemberID(m)).IDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	if _, err := tx.Ent().CartLine.Delete().Where(cartline.CartIDIn(ids...)).Exec(ctx); err != nil {
		return err
	}
	_, err = tx.Ent().Cart.Delete().Where(cart.IDIn(ids...)).Exec(ctx)
	return err
}
