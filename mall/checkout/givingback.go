package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/mall/payment"
)

// When a refund that is not done is tried again, by what the provider has said.
const (
	afterUnderWay = time.Minute
	afterUnknown  = time.Minute
	afterRefusal  = time.Hour
)

// giveBack has a provider send an amount back; number tells the payment's refunds apart. done
// is true when the money is sure to have gone back. What is not done is tried again later, by
// the same number.
func (s *Service) giveBack(ctx context.Context, p *ent.Payment, number int, minor int64) (done bool, err error) {
	provider := s.providers[p.Method]
	if provider == nil {
		return false, fmt.Errorf("payment %s: nobody here knows the provider %s", p.ID, p.Method)
	}
	asking, cancel := context.WithTimeout(ctx, 2*callTime)
	defer cancel()
	err = provider.SendBack(asking, p, number, minor)
	var refusal *payment.Refusal
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, payment.ErrUnderWay):
		return false, s.Payments.RefundLater(ctx, p.ID, afterUnderWay)
	case errors.As(err, &refusal):
		in := afterRefusal
		if refusal.Again {
			in = afterUnderWay
		}
		return false, errors.Join(fmt.Errorf("send %d of payment %s back by %s: %w", minor, p.ID, p.Method, err), s.Payments.RefundLater(ctx, p.ID, in))
	}
	if done, asked := provider.AskRefund(asking, p, number); asked == nil && done {
		return true, nil
	}
	return false, errors.Join(fmt.Errorf("send %d of payment %s back by %s: %w", minor, p.ID, p.Method, err), s.Payments.RefundLater(ctx, p.ID, afterUnknown))
}
