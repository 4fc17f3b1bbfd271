package payment

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	entpayment "pointsmall/ent/payment"
	"pointsmall/ent/paymentevent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads payments.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// Find returns a payment, or nil.
func (s *Service) Find(ctx context.Context, id mall.PaymentID) (*ent.Payment, error) {
	p, err := s.db.Ent().Payment.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return p, err
}

// OfOrders reads the payments of orders, each order's oldest first.
func (s *Service) OfOrders(ctx context.Context, orders []mall.OrderID) (map[mall.OrderID][]*ent.Payment, error) {
	rows, err := s.db.Ent().Payment.Query().Where(store.Among(entpayment.FieldOrderID, "uuid", orders)).Order(entpayment.ByAttempt()).All(ctx)
	found := make(map[mall.OrderID][]*ent.Payment, len(orders))
	for _, p := range rows {
		found[p.OrderID] = append(found[p.OrderID], p)
	}
	return found, err
}

// Orders says of which orders payments are.
func Orders(ctx context.Context, tx *store.Tx, ids []mall.PaymentID) (map[mall.PaymentID]mall.OrderID, error) {
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return nil, err
	}
	of := make(map[mall.PaymentID]mall.OrderID, len(ids))
	return of, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.PaymentID
		var order mall.OrderID
		err := scan(&id, &order)
		of[id] = order
		return err
	}, "select id, order_id from payments where id "+tx.Dialect.In(1, "uuid"), set)
}

// RefundsDue reads payments of which money has to go back by now, the longest due first.
func (s *Service) RefundsDue(ctx context.Context, limit int) ([]*ent.Payment, error) {
	return s.db.Ent().Payment.Query().Where(entpayment.RefundDueLTE(s.clock())).Order(entpayment.ByRefundDue(), entpayment.ByID()).Limit(limit).All(ctx)
}

// ToSendBack reads payments of which money has to go back, now or later, the longest due first.
func (s *Service) ToSendBack(ctx context.Context, limit int) ([]*ent.Payment, error) {
	return s.db.Ent().Payment.Query().Where(entpayment.RefundDueNotNil()).Order(entpayment.ByRefundDue(), entpayment.ByID()).Limit(limit).All(ctx)
}

// States adds up the events of payments.
func (s *Service) States(ctx context.Context, ids []mall.PaymentID) (map[mall.PaymentID]State, error) {
	events, err := s.db.Ent().PaymentEvent.Query().Where(store.Among(paymentevent.FieldPaymentID, "uuid", ids)).Order(paymentevent.ByNumber()).All(ctx)
	states := make(map[mall.PaymentID]State, len(ids))
	for _, e := range events {
		s := states[e.PaymentID]
		s.add(e.Kind, e.AmountMinor)
		states[e.PaymentID] = s
	}
	return states, err
}

// CountRefundsDue counts payments of which money has to go back by now.
func (s *Service) CountRefundsDue(ctx context.Context) (int, error) {
	return s.db.Ent().Payment.Query().Where(entpayment.RefundDueLTE(s.clock())).Count(ctx)
}

// Read reads the payments of orders with their events, in one statement.
func Read(ctx context.Context, tx *store.Tx, now time.Time, orders []mall.OrderID) (*Sheet, error) {
	s := NewSheet(now)
	set, err := store.Set(tx.Dialect, orders)
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		p := &ent.Payment{}
		var kind mall.PaymentEventKind
		var minor int64
		err := scan(&p.ID, &p.OrderID, &p.Attempt, &p.Method, &p.AmountMinor, &p.Currency, &p.Status, &p.EventCount, &p.ExpiresAt, &p.RequestedAt, &p.RefundDue, &p.RefundTries, &p.RefundFailure, &kind, &minor)
		if err != nil {
			return err
		}
		a := s.byID[p.ID]
		if a == nil {
			a = &Attempt{Payment: p}
			s.keep(a)
		}
		a.add(kind, minor)
		return nil
	}, "select p.id, p.order_id, p.attempt, p.method, p.amount_minor, p.currency, p.status, p.event_count, p.expires_at, p.requested_at, p.refund_due, p.refund_tries, p.refund_failure, e.kind, e.amount_minor "+
		"from payments p join payment_events e on e.payment_id = p.id where p.order_id "+tx.Dialect.In(1, "uuid")+" order by p.order_id, p.attempt, e.number", set)
	return s, err
}

// Save adds the attempts and events that are new, and the attempts that have changed.
func (s *Sheet) Save(batch *store.Batch) {
	fresh := store.NewRows("id uuid", "order_id uuid", "attempt bigint", "method text", "amount_minor bigint", "currency text", "status text", "event_count bigint",
		"expires_at timestamptz", "requested_at timestamptz", "refund_due timestamptz", "options text", "look_due timestamptz")
	changed := store.NewRows("id uuid", "status text", "event_count bigint", "refund_due timestamptz", "refund_tries bigint", "refund_failure text", "open bigint")
	for _, a := range s.all() {
		switch {
		case a.fresh:
			fresh.Add(a.ID, a.OrderID, a.Attempt, string(a.Method), a.AmountMinor, string(a.Currency), string(a.Status), a.EventCount, a.ExpiresAt, a.RequestedAt, a.RefundDue, a.Options, a.LookDue)
		case a.changed:
			open := 0
			if a.Open() {
				open = 1
			}
			changed.Add(a.ID, string(a.Status), a.EventCount, a.RefundDue, a.RefundTries, a.RefundFailure, open)
		}
	}
	const columns = "id, order_id, attempt, method, amount_minor, currency, status, event_count, expires_at, requested_at, refund_due, options, look_due"
	batch.Add("insert into payments ("+columns+") select "+columns+" from {rows}", fresh)
	batch.Add("update payments set status = r.status, event_count = r.event_count, refund_due = r.refund_due, refund_tries = r.refund_tries, refund_failure = r.refund_failure, "+
		"look_due = case when r.open = 1 then payments.look_due end from {rows} where payments.id = r.id", changed)

	events := store.NewRows("id uuid", "payment_id uuid", "number bigint", "kind text", "amount_minor bigint", "note text", "happened_at timestamptz")
	for _, e := range s.events {
		events.Add(uuid.Must(uuid.NewV7()), e.PaymentID, e.Number, string(e.Kind), e.AmountMinor, e.Note, e.HappenedAt)
	}
	const eventColumns = "id, payment_id, number, kind, amount_minor, note, happened_at"
	batch.Add("insert into payment_events ("+eventColumns+") select "+eventColumns+" from {rows}", events)
}

// all are the attempts in the order of their ids.
func (s *Sheet) all() []*Attempt {
	list := make([]*Attempt, 0, len(s.byID))
	for _, a := range s.byID {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *Attempt) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	return list
}

// State adds up the events of a payment.
func (s *Service) State(ctx context.Context, id mall.PaymentID) (State, error) {
	events, err := s.db.Ent().PaymentEvent.Query().Where(paymentevent.PaymentID(id)).Order(paymentevent.ByNumber()).All(ctx)
	return StateOf(events), err
}
