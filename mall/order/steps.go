package order

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	entorder "pointsmall/ent/order"
	"pointsmall/ent/orderchange"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Sheet is the orders of a transaction, locked, and the steps that it has them take.
type Sheet struct {
	now    time.Time
	orders map[mall.OrderID]*ent.Order
	moved  map[mall.OrderID]bool
	steps  []*ent.OrderChange
}

// Lock locks orders in the order of their ids.
func Lock(ctx context.Context, tx *store.Tx, now time.Time, ids []mall.OrderID) (*Sheet, error) {
	query := tx.Ent().Order.Query().Where(store.Among(entorder.FieldID, "uuid", ids)).Order(entorder.ByID())
	tx.Locks(store.KindOrder)
	if tx.Dialect == store.Postgres && !tx.Unlocked {
		query.ForUpdate()
	}
	rows, err := query.All(ctx)
	s := &Sheet{now: now, orders: make(map[mall.OrderID]*ent.Order, len(rows)), moved: map[mall.OrderID]bool{}}
	for _, o := range rows {
		s.orders[o.ID] = o
		store.Locked(tx, store.KindOrder, o.ID)
	}
	return s, err
}

// Find is an order; nil: there is none of this id.
func (s *Sheet) Find(id mall.OrderID) *ent.Order { return s.orders[id] }

// All calls f with each order.
func (s *Sheet) All(f func(*ent.Order)) {
	for _, o := range s.orders {
		f(o)
	}
}

// Move has an order take a step, after which it waits for no money, with what is to be said of it and who did it.
func (s *Sheet) Move(o *ent.Order, to mall.OrderStatus, note string, by mall.Actor) {
	if o.PayUntil = nil; o.Status != to {
		o.Status, o.MovesAt = to, nil
	}
	o.Version++
	s.moved[o.ID] = true
	s.steps = append(s.steps, &ent.OrderChange{OrderID: o.ID, Version: o.Version, Status: to, Note: note, Actor: by.Ref(), ChangedAt: s.now})
}

// Save adds what has changed to the batch.
func (s *Sheet) Save(batch *store.Batch) {
	orders := store.NewRows("id uuid", "status text", "version bigint", "entry_id uuid", "pay_until timestamptz", "moves_at timestamptz")
	for id := range s.moved {
		o := s.orders[id]
		orders.Add(o.ID, string(o.Status), o.Version, o.EntryID, o.PayUntil, o.MovesAt)
	}
	batch.Add("update orders set status = r.status, version = r.version, entry_id = r.entry_id, pay_until = r.pay_until, moves_at = r.moves_at from {rows} where orders.id = r.id", orders)

	steps := store.NewRows("id uuid", "order_id uuid", "version bigint", "status text", "note text", "actor text", "changed_at timestamptz")
	for _, c := range s.steps {
		steps.Add(uuid.Must(uuid.NewV7()), c.OrderID, c.Version, string(c.Status), c.Note, c.Actor, c.ChangedAt)
	}
	const columns = "id, order_id, version, status, note, actor, changed_at"
	batch.Add("insert into order_changes ("+columns+") select "+columns+" from {rows}", steps)
}

// Began reads the step by which an order came into the state that it is in: the first of
// those that have followed each other in this state. nil: it is in another, or has taken none.
func Began(ctx context.Context, tx *store.Tx, id mall.OrderID, status mall.OrderStatus) (began *ent.OrderChange, err error) {
	steps, err := tx.Ent().OrderChange.Query().Where(orderchange.OrderID(id)).Order(ent.Desc(orderchange.FieldVersion)).All(ctx)
	for _, step := range steps {
		if step.Status != status {
			break
		}
		began = step
	}
	return began, err
}

// ByQuotes finds which orders were placed by quotes.
func ByQuotes(ctx context.Context, tx *store.Tx, quotes []uuid.UUID) (map[uuid.UUID]mall.OrderID, error) {
	rows, err := tx.Ent().Order.Query().Where(entorder.QuoteIDIn(quotes...)).Select(entorder.FieldID, entorder.FieldQuoteID).All(ctx)
	found := make(map[uuid.UUID]mall.OrderID, len(rows))
	for _, o := range rows {
		found[*o.QuoteID] = o.ID
	}
	return found, err
}

// Buyers are those of the members who have placed an order that was not cancelled.
func Buyers(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]bool, error) {
	found := map[mall.MemberID]bool{}
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		if err := scan(&id); err != nil {
			return err
		}
		found[id] = true
		return nil
	}, "select distinct member_id from orders where status <> 'CANCELLED' and operation <> '"+OperationDraw+"' and member_id "+tx.Dialect.In(1, "uuid"), set)
}

// Unpaid reads orders that had to be paid by now, those that wait longest first, after some
// that are passed over.
func (s *Service) Unpaid(ctx context.Context, passed, limit int) ([]*ent.Order, error) {
	return s.unpaid().Order(entorder.ByPayUntil(), entorder.ByID()).Offset(passed).Limit(limit).All(ctx)
}

// CountUnpaid counts the orders that had to be paid by now.
func (s *Service) CountUnpaid(ctx context.Context) (int, error) { return s.unpaid().Count(ctx) }

func (s *Service) unpaid() *ent.OrderQuery {
	return s.db.Ent().Order.Query().Where(entorder.PayUntilLTE(s.clock()))
}

// Payable is what is paid in money, in minor units.
func Payable(o *ent.Order) int64 { return Goods(o) + o.ShippingMinor }

// Goods is what is paid in money for goods, without sending them, in minor units.
func Goods(o *ent.Order) int64 { return o.CashMinor - o.DiscountMinor - o.OffsetMinor }
