package payment

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/payment"
	"pointsmall/ent/paymentevent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Filter says which attempts to pay are meant; what is zero narrows nothing.
type Filter struct {
	Status mall.PaymentStatus
	Method mall.PaymentMethod
	Order  mall.OrderID
	// From and Until bound when they were begun.
	From, Until *time.Time
}

func (f Filter) query(db *store.DB) *ent.PaymentQuery {
	query := db.Ent().Payment.Query()
	if f.Status != "" {
		query.Where(payment.Status(f.Status))
	}
	if f.Method != "" {
		query.Where(payment.Method(f.Method))
	}
	if !f.Order.IsZero() {
		query.Where(payment.OrderID(f.Order))
	}
	if f.From != nil {
		query.Where(payment.RequestedAtGTE(*f.From))
	}
	if f.Until != nil {
		query.Where(payment.RequestedAtLT(*f.Until))
	}
	return query
}

// List reads a part of the attempts that are meant, the newest first.
func (s *Service) List(ctx context.Context, f Filter, p store.Span[mall.PaymentID]) ([]*ent.Payment, error) {
	rows, err := f.query(s.db).Where(p.Of(payment.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// Count counts them, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (int, error) {
	ids, err := f.query(s.db).Limit(limit).IDs(ctx)
	return len(ids), err
}

// EventsOf reads what happened to payments, in order.
func (s *Service) EventsOf(ctx context.Context, ids []mall.PaymentID) (map[mall.PaymentID][]*ent.PaymentEvent, error) {
	rows, err := s.db.Ent().PaymentEvent.Query().Where(store.Among(paymentevent.FieldPaymentID, "uuid", ids)).Order(paymentevent.ByPaymentID(), paymentevent.ByNumber()).All(ctx)
	of := make(map[mall.PaymentID][]*ent.PaymentEvent, len(ids))
	for _, e := range rows {
		of[e.PaymentID] = append(of[e.PaymentID], e)
	}
	return of, err
}
