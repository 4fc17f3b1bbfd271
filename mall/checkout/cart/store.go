package cart

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/cart"
	"pointsmall/ent/cartline"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Get reads a cart; nil: there is none.
func (s *Service) Get(ctx context.Context, of Owner) (found *Cart, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err = s.lock(ctx, tx, of)
		return err
	})
	return found, err
}

// change changes a cart that is locked, and reads it again. create makes it where there is none.
func (s *Service) change(ctx context.Context, of Owner, create bool, do func(context.Context, *store.Tx, *Cart) error) (changed *Cart, err error) {
	// Two that make one member's cart at once: the later violates the key, and is run again.
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := s.lock(ctx, tx, of)
		if err != nil {
			return err
		}
		if c == nil {
			if !create || of.Guest != nil {
				return NotFound()
			}
			row, err := tx.Ent().Cart.Create().SetID(newID()).SetNillableMemberID(of.Member).SetTouchedAt(s.clock()).Save(ctx)
			if err != nil {
				return err
			}
			c = &Cart{ID: row.ID, Member: row.MemberID}
		} else if err := tx.Ent().Cart.UpdateOneID(c.ID).SetTouchedAt(s.clock()).Exec(ctx); err != nil {
			return err
		}
		if err := do(ctx, tx, c); err != nil {
			return err
		}
		changed = &Cart{ID: c.ID, Member: c.Member}
		changed.Lines, err = lines(ctx, tx, c.ID)
		return err
	})
	return changed, err
}

// lock reads a cart with its lines, and locks it unless tx is Unlocked; nil: there is none.
func (s *Service) lock(ctx context.Context, tx *store.Tx, of Owner) (*Cart, error) {
	query := tx.Ent().Cart.Query()
	switch {
	case of.Guest != nil && of.Member != nil:
		query.Where(cart.ID(*of.Guest), cart.Or(cart.MemberIDIsNil(), cart.MemberID(*of.Member)))
	case of.Guest != nil:
		query.Where(cart.ID(*of.Guest), cart.MemberIDIsNil())
	case of.Member != nil:
		query.Where(cart.MemberID(*of.Member))
	default:
		return nil, nil
	}
	if tx.Dialect == store.Postgres && !tx.Unlocked {
		query.ForUpdate()
	}
	row, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := &Cart{ID: row.ID, Member: row.MemberID}
	c.Lines, err = lines(ctx, tx, row.ID)
	return c, err
}

func lines(ctx context.Context, tx *store.Tx, id mall.CartID) ([]*ent.CartLine, error) {
	return tx.Ent().CartLine.Query().Where(cartline.CartID(id)).Order(cartline.ByID()).All(ctx)
}

// Taken is so many pieces of a line that were ordered.
type Taken struct {
	Line     mall.CartLineID
	Quantity int
}

// Save adds to the batch that what was ordered leaves its cart. Pieces that were put in meanwhile
// stay there.
func Save(batch *store.Batch, taken []Taken) {
	rows := func() *store.Rows {
		rows := store.NewRows("id uuid", "quantity bigint")
		for _, t := range taken {
			rows.Add(t.Line, t.Quantity)
		}
		return rows
	}
	// Deleted first: one statement after the other, a line that was made smaller must not go, too.
	batch.Add("delete from cart_lines where exists (select 1 from {rows} where r.id = cart_lines.id and cart_lines.quantity <= r.quantity)", rows())
	batch.Add("update cart_lines set quantity = cart_lines.quantity - r.quantity from {rows} where cart_lines.id = r.id and cart_lines.quantity > r.quantity", rows())
}

// Sweep deletes guests' carts that nobody touched for KeepGuest, some at a time.
func (s *Service) Sweep(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids, err := s.left(tx.Ent()).Limit(500).IDs(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		if _, err := tx.Ent().CartLine.Delete().Where(store.Among(cartline.FieldCartID, "uuid", ids)).Exec(ctx); err != nil {
			return err
		}
		done, err = tx.Ent().Cart.Delete().Where(store.Among(cart.FieldID, "uuid", ids)).Exec(ctx)
		return err
	})
	return done, err
}

// CountLeft counts the carts that Sweep would delete.
func (s *Service) CountLeft(ctx context.Context) (int, error) { return s.left(s.db.Ent()).Count(ctx) }

func (s *Service) left(client *ent.Client) *ent.CartQuery {
	return client.Cart.Query().Where(cart.MemberIDIsNil(), cart.TouchedAtLT(s.clock().Add(-KeepGuest))).Order(cart.ByTouchedAt())
}
