package aftersale

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	entaftersale "pointsmall/ent/aftersale"
	"pointsmall/ent/aftersalechange"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads after-sales.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// Find reads an after-sale; nil: there is none of this id.
func (s *Service) Find(ctx context.Context, id mall.AfterSaleID) (*ent.AfterSale, error) {
	return Find(ctx, s.db.Ent(), id)
}

// Find reads an after-sale; nil: there is none of this id.
func Find(ctx context.Context, client *ent.Client, id mall.AfterSaleID) (*ent.AfterSale, error) {
	a, err := client.AfterSale.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return a, err
}

// ByKey reads the after-sale that a member's key has made; nil: none.
func ByKey(ctx context.Context, tx *store.Tx, m mall.MemberID, key string) (*ent.AfterSale, error) {
	a, err := tx.Ent().AfterSale.Query().Where(entaftersale.MemberID(m), entaftersale.IdempotencyKey(key)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return a, err
}

// OpenOf reads the after-sale of an order that goes on; nil: none does.
func OpenOf(ctx context.Context, tx *store.Tx, id mall.OrderID) (*ent.AfterSale, error) {
	a, err := tx.Ent().AfterSale.Query().Where(entaftersale.OrderID(id), entaftersale.Open(true)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return a, err
}

// Add stores a new after-sale.
func Add(ctx context.Context, tx *store.Tx, a *ent.AfterSale) (*ent.AfterSale, error) {
	return tx.Ent().AfterSale.Create().SetOrderID(a.OrderID).SetMemberID(a.MemberID).SetKind(a.Kind).SetStatus(mall.AfterSaleRequested).
		SetReason(a.Reason).SetNote(a.Note).SetLines(a.Lines).SetIdempotencyKey(a.IdempotencyKey).SetFingerprint(a.Fingerprint).SetRequestedAt(a.RequestedAt).Save(ctx)
}

// Change is a step of an after-sale.
type Change struct {
	To   mall.AfterSaleStatus
	Note string
	By   mall.Actor
	At   time.Time
	// Carrier and TrackingNumber are of the parcel that the member sends back; "": as they are.
	Carrier, TrackingNumber string
	// Refund is what went back; nil: nothing.
	Refund *mall.OrderRefundID
}

// Move has an after-sale take a step. Its order is locked.
func Move(ctx context.Context, tx *store.Tx, a *ent.AfterSale, c Change) (*ent.AfterSale, error) {
	update := tx.Ent().AfterSale.UpdateOneID(a.ID).SetStatus(c.To).SetOpen(Open(c.To)).SetVersion(a.Version + 1).SetNillableRefundID(c.Refund)
	if c.Carrier != "" {
		update.SetCarrier(c.Carrier).SetTrackingNumber(c.TrackingNumber)
	}
	moved, err := update.Save(ctx)
	if err != nil {
		return nil, err
	}
	return moved, tx.Ent().AfterSaleChange.Create().SetAfterSaleID(a.ID).SetVersion(moved.Version).SetStatus(c.To).SetNote(c.Note).
		SetActor(c.By.Ref()).SetChangedAt(c.At).Exec(ctx)
}

// Filter says which after-sales to list; its conditions must all hold.
type Filter struct {
	Member *mall.MemberID
	Order  *mall.OrderID
	Status *mall.AfterSaleStatus
}

// Page asks for after-sales, newest first: those older than Before and newer than After.
type Page struct {
	Before, After *mall.AfterSaleID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// List reads a page, the newest first.
func (s *Service) List(ctx context.Context, f Filter, p Page) ([]*ent.AfterSale, error) {
	query := s.matching(f).Limit(p.Limit)
	if p.Before != nil {
		query.Where(entaftersale.IDLT(*p.Before))
	}
	if p.After != nil {
		query.Where(entaftersale.IDGT(*p.After))
	}
	if !p.Oldest {
		return query.Order(ent.Desc(entaftersale.FieldID)).All(ctx)
	}
	list, err := query.Order(ent.Asc(entaftersale.FieldID)).All(ctx)
	slices.Reverse(list)
	return list, err
}

// Count counts those that match, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (int, error) {
	ids, err := s.matching(f).Limit(limit).IDs(ctx)
	return len(ids), err
}

func (s *Service) matching(f Filter) *ent.AfterSaleQuery {
	query := s.db.Ent().AfterSale.Query()
	if f.Member != nil {
		query.Where(entaftersale.MemberID(*f.Member))
	}
	if f.Order != nil {
		query.Where(entaftersale.OrderID(*f.Order))
	}
	if f.Status != nil {
		query.Where(entaftersale.StatusEQ(*f.Status))
	}
	return query
}

// ChangesOf reads the steps that after-sales have taken, the first ones first.
func (s *Service) ChangesOf(ctx context.Context, ids []mall.AfterSaleID) (map[mall.AfterSaleID][]*ent.AfterSaleChange, error) {
	rows, err := s.db.Ent().AfterSaleChange.Query().Where(store.Among(aftersalechange.FieldAfterSaleID, "uuid", ids)).Order(aftersalechange.ByVersion()).All(ctx)
	found := make(map[mall.AfterSaleID][]*ent.AfterSaleChange, len(ids))
	for _, c := range rows {
		found[c.AfterSaleID] = append(found[c.AfterSaleID], c)
	}
	return found, err
}
