package order

import (
	"context"
	"time"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entorder "pointsmall/ent/order"
	"pointsmall/ent/parcel"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// moving locks orders that take their next step by themselves by now; those that another
// server has locked are left to it.
func moving(ctx context.Context, tx *store.Tx, now time.Time, limit int) ([]*ent.Order, error) {
	tx.Locks(store.KindOrder) // those that others have locked are not waited for, so their order does not matter
	query := tx.Ent().Order.Query().Where(entorder.MovesAtLTE(now)).Order(entorder.ByMovesAt(), entorder.ByID()).Limit(limit)
	if tx.Dialect == store.Postgres {
		query.ForUpdate(sql.WithLockAction(sql.SkipLocked))
	}
	return query.All(ctx)
}

func (s *Service) countMoving(ctx context.Context) (int, error) {
	return s.db.Ent().Order.Query().Where(entorder.MovesAtLTE(s.clock())).Count(ctx)
}

func anyParcel(ctx context.Context, tx *store.Tx, id mall.OrderID) (bool, error) {
	return tx.Ent().Parcel.Query().Where(parcel.OrderID(id)).Exist(ctx)
}

func saveAddress(ctx context.Context, tx *store.Tx, id mall.OrderID, to mall.PostalAddress) error {
	return tx.Ent().Order.UpdateOneID(id).SetAddress(&to).Exec(ctx)
}

// noteAddress notes that the address of an order was set, which leaves its state as it is.
func noteAddress(ctx context.Context, tx *store.Tx, o *ent.Order, actor string, at time.Time) (*ent.Order, error) {
	changed, err := tx.Ent().Order.UpdateOneID(o.ID).SetVersion(o.Version + 1).Save(ctx)
	if err != nil {
		return nil, err
	}
	return changed, tx.Ent().OrderChange.Create().SetOrderID(o.ID).SetVersion(changed.Version).SetStatus(o.Status).
		SetNote("its address was set").SetActor(actor).SetChangedAt(at).Exec(ctx)
}
