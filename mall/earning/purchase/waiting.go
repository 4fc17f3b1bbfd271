package purchase

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/ent/purchasereturn"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Waiting asks for returns that wait for their purchase, those first that were reported
// first, between After and Before in that order; nil: no bound.
type Waiting struct {
	After, Before *mall.ReturnID
	Limit         int
	// FromEnd takes the last Limit returns instead of the first.
	FromEnd bool
	// Source is whose returns are listed; "": everybody's.
	Source string
	// RecordedBefore lists those alone that were reported before it; nil: all.
	RecordedBefore *time.Time
}

// ListWaiting reads a page of the returns that wait, in the order of Waiting.
func ListWaiting(ctx context.Context, db *store.DB, w Waiting) ([]*ent.PurchaseReturn, error) {
	query := w.query(db).Limit(w.Limit)
	if w.After != nil {
		query.Where(purchasereturn.IDGT(*w.After))
	}
	if w.Before != nil {
		query.Where(purchasereturn.IDLT(*w.Before))
	}
	if !w.FromEnd {
		return query.Order(ent.Asc(purchasereturn.FieldID)).All(ctx)
	}
	list, err := query.Order(ent.Desc(purchasereturn.FieldID)).All(ctx)
	slices.Reverse(list)
	return list, err
}

// CountWaiting counts the returns that wait, up to limit.
func CountWaiting(ctx context.Context, db *store.DB, w Waiting, limit int) (int, error) {
	ids, err := w.query(db).Limit(limit).IDs(ctx)
	return len(ids), err
}

func (w Waiting) query(db *store.DB) *ent.PurchaseReturnQuery {
	// That the purchase is missing follows from the state, and is what the index knows.
	query := db.Ent().PurchaseReturn.Query().Where(purchasereturn.PurchaseIDIsNil(), purchasereturn.Status(mall.ReturnPending))
	if w.Source != "" {
		query.Where(purchasereturn.Source(w.Source))
	}
	if w.RecordedBefore != nil {
		query.Where(purchasereturn.RecordedAtLT(*w.RecordedBefore))
	}
	return query
}

// FindReturn reads a return. Refusals: NOT_FOUND.
func FindReturn(ctx context.Context, db *store.DB, id mall.ReturnID) (*ent.PurchaseReturn, error) {
	row, err := db.Ent().PurchaseReturn.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, NoReturn()
	}
	return row, err
}

// NoReturn is the refusal of a return that is not there, or not for the caller.
func NoReturn() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such return", "退货记录不存在")
}

// Numbers are the numbers under which purchases and returns were reported, by their ids.
func Numbers(ctx context.Context, db *store.DB, purchases []mall.PurchaseID, returns []mall.ReturnID) (map[mall.AnyID]string, error) {
	numbers := make(map[mall.AnyID]string, len(purchases)+len(returns))
	if len(purchases) > 0 {
		rows, err := db.Ent().Purchase.Query().Where(store.Among(entpurchase.FieldID, "uuid", purchases)).Select(entpurchase.FieldID, entpurchase.FieldExternalRef).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			numbers[mall.AnyID(row.ID.String())] = row.ExternalRef
		}
	}
	if len(returns) == 0 {
		return numbers, nil
	}
	rows, err := db.Ent().PurchaseReturn.Query().Where(store.Among(purchasereturn.FieldID, "uuid", returns)).Select(purchasereturn.FieldID, purchasereturn.FieldExternalRef).All(ctx)
	for _, row := range rows {
		numbers[mall.AnyID(row.ID.String())] = row.ExternalRef
	}
	return numbers, err
}
