package payment

import (
	"context"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entpayment "pointsmall/ent/payment"
	"pointsmall/ent/paymentevent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// statementChunk is how many payments are read at once.
const statementChunk = 500

// Booked is a payment with what its events add up to.
type Booked struct {
	*ent.Payment
	State
}

// ByIDs reads payments with what their events add up to.
func (s *Service) ByIDs(ctx context.Context, ids []mall.PaymentID) (map[mall.PaymentID]Booked, error) {
	found := make(map[mall.PaymentID]Booked, len(ids))
	for part := range slices.Chunk(ids, statementChunk) {
		rows, err := s.db.Ent().Payment.Query().Where(store.Among(entpayment.FieldID, "uuid", part)).All(ctx)
		if err != nil {
			return nil, err
		}
		events, err := s.db.Ent().PaymentEvent.Query().Where(store.Among(paymentevent.FieldPaymentID, "uuid", part)).
			Order(paymentevent.ByPaymentID(), paymentevent.ByNumber()).All(ctx)
		if err != nil {
			return nil, err
		}
		states := map[mall.PaymentID]*State{}
		for _, e := range events {
			state := states[e.PaymentID]
			if state == nil {
				state = &State{}
				states[e.PaymentID] = state
			}
			state.add(e.Kind, e.AmountMinor)
		}
		for _, p := range rows {
			found[p.ID] = Booked{p, *states[p.ID]}
		}
	}
	return found, nil
}

// CapturedIn names the payments by a way to pay whose money has arrived from begin until end.
func (s *Service) CapturedIn(ctx context.Context, by mall.PaymentMethod, begin, end time.Time) (ids []mall.PaymentID, err error) {
	events, err := s.db.Ent().PaymentEvent.Query().Where(
		paymentevent.KindEQ(mall.PaymentCaptured), paymentevent.HappenedAtGTE(begin), paymentevent.HappenedAtLT(end),
		func(q *sql.Selector) {
			payments := sql.Table(entpayment.Table)
			q.Where(sql.In(q.C(paymentevent.FieldPaymentID), sql.Select(payments.C(entpayment.FieldID)).From(payments).Where(sql.EQ(payments.C(entpayment.FieldMethod), string(by)))))
		},
	).All(ctx)
	for _, e := range events {
		ids = append(ids, e.PaymentID)
	}
	return ids, err
}
