package payment

import (
	"context"
	"time"

	"pointsmall/ent"
	entpayment "pointsmall/ent/payment"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// open are the states in which an attempt may still be paid.
var open = []mall.PaymentStatus{mall.PaymentPending, mall.PaymentFailed}

// Opened notes that an attempt is begun at its provider. What was noted before stays.
func (s *Service) Opened(ctx context.Context, id mall.PaymentID, o Opened) error {
	now := s.clock()
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Ent().Payment.Update().Where(entpayment.ID(id), entpayment.OpenedAtIsNil()).
			SetOpenedAt(now).SetClientAction(o.Action).SetReference(o.Reference).Save(ctx)
		return err
	})
}

// LooksDue reads attempts after which a job has to look by now, the longest due first.
func (s *Service) LooksDue(ctx context.Context, limit int) ([]*ent.Payment, error) {
	return s.db.Ent().Payment.Query().Where(s.lookDue()).Order(entpayment.ByLookDue(), entpayment.ByID()).Limit(limit).All(ctx)
}

// CountLooksDue counts attempts after which a job has to look by now.
func (s *Service) CountLooksDue(ctx context.Context) (int, error) {
	return s.db.Ent().Payment.Query().Where(s.lookDue()).Count(ctx)
}

func (s *Service) lookDue() predicate.Payment { return entpayment.LookDueLTE(s.clock()) }

// longestLook is the longest time between two looks after an attempt.
const longestLook = 10 * time.Minute

// Looked notes that a job has looked after an attempt, and when one does next: after twice as
// long each time.
func (s *Service) Looked(ctx context.Context, p *ent.Payment) error {
	next := longestLook
	if p.Looks < 5 {
		next = min(firstLook<<p.Looks, longestLook)
	}
	return s.update(ctx, p.ID, func(u *ent.PaymentUpdate) {
		u.Where(entpayment.StatusIn(open...), entpayment.LookDueNotNil()).SetLooks(p.Looks + 1).SetLookDue(s.clock().Add(next))
	})
}

// Forget has no job look after an attempt any more.
func (s *Service) Forget(ctx context.Context, id mall.PaymentID) error {
	return s.update(ctx, id, func(u *ent.PaymentUpdate) { u.ClearLookDue() })
}

// RefundLater has a job send an attempt's money back later, where it has to.
func (s *Service) RefundLater(ctx context.Context, id mall.PaymentID, in time.Duration) error {
	return s.update(ctx, id, func(u *ent.PaymentUpdate) { u.Where(entpayment.RefundDueNotNil()).SetRefundDue(s.clock().Add(in)) })
}

func (s *Service) update(ctx context.Context, id mall.PaymentID, edit func(*ent.PaymentUpdate)) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		u := tx.Ent().Payment.Update().Where(entpayment.ID(id))
		edit(u)
		return u.Exec(ctx)
	})
}
