package purchase

import (
	"context"
	"time"

	"pointsmall/ent"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/ent/purchasereturn"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Filter says which purchases are meant; what is zero narrows nothing.
type Filter struct {
	Member mall.MemberID
	// Source is "mall" or the partner whose tills they are of.
	Source string
	// ExternalRef is the till's number, of Source, or of the mall's own where there is none.
	ExternalRef string
	// From and Until bound when they were made.
	From, Until *time.Time
}

func (f Filter) query(db *store.DB) *ent.PurchaseQuery {
	query := db.Ent().Purchase.Query()
	if !f.Member.IsZero() {
		query.Where(entpurchase.MemberID(f.Member))
	}
	if f.ExternalRef != "" {
		if f.Source == "" {
			f.Source = Mall
		}
		query.Where(entpurchase.ExternalRef(f.ExternalRef), entpurchase.MovedToIsNil()) // as the index knows them
	}
	if f.Source != "" {
		query.Where(entpurchase.Source(f.Source))
	}
	if f.From != nil {
		query.Where(entpurchase.OccurredAtGTE(*f.From))
	}
	if f.Until != nil {
		query.Where(entpurchase.OccurredAtLT(*f.Until))
	}
	return query
}

// List reads a part of the purchases that are meant.
func List(ctx context.Context, db *store.DB, f Filter, p store.Span[mall.PurchaseID]) ([]*ent.Purchase, error) {
	rows, err := f.query(db).Where(p.Of(entpurchase.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// Count counts the purchases that are meant, up to limit.
func Count(ctx context.Context, db *store.DB, f Filter, limit int) (int, error) {
	ids, err := f.query(db).Limit(limit).IDs(ctx)
	return len(ids), err
}

// ReturnFilter says which returns are meant; what is zero narrows nothing.
type ReturnFilter struct {
	Member      mall.MemberID
	Source      string
	Status      mall.ReturnStatus
	PurchaseRef string
	// From and Until bound when the mall was told of them.
	From, Until *time.Time
}

func (f ReturnFilter) query(db *store.DB) *ent.PurchaseReturnQuery {
	query := db.Ent().PurchaseReturn.Query()
	if !f.Member.IsZero() {
		query.Where(purchasereturn.MemberID(f.Member))
	}
	if f.Source != "" {
		query.Where(purchasereturn.Source(f.Source))
	}
	if f.Status != "" {
		query.Where(purchasereturn.Status(f.Status))
	}
	if f.PurchaseRef != "" {
		query.Where(purchasereturn.PurchaseRef(f.PurchaseRef))
	}
	if f.From != nil {
		query.Where(purchasereturn.RecordedAtGTE(*f.From))
	}
	if f.Until != nil {
		query.Where(purchasereturn.RecordedAtLT(*f.Until))
	}
	return query
}

// ListReturns reads a part of the returns that are meant.
func ListReturns(ctx context.Context, db *store.DB, f ReturnFilter, p store.Span[mall.ReturnID]) ([]*ent.PurchaseReturn, error) {
	rows, err := f.query(db).Where(p.Of(purchasereturn.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountReturns counts the returns that are meant, up to limit.
func CountReturns(ctx context.Context, db *store.DB, f ReturnFilter, limit int) (int, error) {
	ids, err := f.query(db).Limit(limit).IDs(ctx)
	return len(ids), err
}

// MemberOf is whose purchase it is; zero where there is none.
func MemberOf(ctx context.Context, db *store.DB, id mall.PurchaseID) (mall.MemberID, error) {
	row, err := db.Ent().Purchase.Get(ctx, id)
	if ent.IsNotFound(err) {
		return mall.MemberID{}, nil
	}
	if err != nil {
		return mall.MemberID{}, err
	}
	return row.MemberID, nil
}
