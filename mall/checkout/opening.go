package checkout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// callTime is how long a provider may take to answer. A request has ten seconds for all.
const callTime = 6 * time.Second

// begin begins the newest attempt to pay an order at its provider, outside any transaction.
// What fails is finished by the same key, or by a job. ok is false where there is nothing to begin.
func (s *Service) begin(ctx context.Context, o *ent.Order, method mall.PaymentMethod) (ok bool) {
	if provider := s.providers[method]; provider == nil || !provider.Remote() || o.Status != mall.OrderPendingPayment {
		return false
	}
	all, err := s.Payments.OfOrders(ctx, []mall.OrderID{o.ID})
	if attempts := all[o.ID]; err == nil && len(attempts) > 0 {
		if p := attempts[len(attempts)-1]; unopened(p) {
			err = s.open(ctx, p)
		}
	}
	if err != nil {
		slog.WarnContext(ctx, "a payment could not be begun at its provider; a job tries again", "order", o.ID.String(), "error", err)
	}
	return true
}

// unopened reports whether an attempt has still to be begun at its provider.
func unopened(p *ent.Payment) bool {
	return p.OpenedAt == nil && p.LookDue != nil && p.Status == mall.PaymentPending
}

// open begins an attempt. A sure refusal is a try that has failed; after any other error the
// attempt may or may not be there, and is begun again by its number.
func (s *Service) open(ctx context.Context, p *ent.Payment) error {
	provider := s.providers[p.Method]
	if provider == nil {
		return fmt.Errorf("payment %s: nobody here knows the provider %s", p.ID, p.Method)
	}
	asking, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	opened, err := provider.Open(asking, p)
	ctx = context.WithoutCancel(ctx) // what the provider has done is noted, whoever still listens
	var refusal *payment.Refusal
	switch {
	case errors.As(err, &refusal) && !refusal.Again:
		slog.WarnContext(ctx, "a provider refuses a payment", "payment", p.ID.String(), "method", p.Method, "error", err)
		if _, err := s.Hear(ctx, Outcome{Payment: p.ID, Note: refusal.Error()}); err != nil {
			return err
		}
		return s.Payments.Forget(ctx, p.ID)
	case err != nil:
		return fmt.Errorf("begin payment %s at %s: %w", p.ID, p.Method, err)
	}
	return s.Payments.Opened(ctx, p.ID, opened)
}
