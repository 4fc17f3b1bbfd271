package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pointsmall/ent"
	"pointsmall/mall/payment"
)

// giveBack has a provider send an amount back; number tells the payment's refunds apart. nil:
// the money is sure to have gone back. After every error it is tried again, by the same number
// and with the same amount; retryIn says when.
func (s *Service) giveBack(ctx context.Context, p *ent.Payment, number int, minor int64) error {
	provider := s.providers[p.Method]
	if provider == nil {
		return fmt.Errorf("payment %s: nobody here knows the provider %s", p.ID, p.Method)
	}
	asking, cancel := context.WithTimeout(ctx, 2*callTime)
	defer cancel()
	err := provider.SendBack(asking, p, number, minor)
	var refusal *payment.Refusal
	if err == nil || errors.Is(err, payment.ErrUnderWay) || errors.As(err, &refusal) {
		return err
	}
	if done, asked := provider.AskRefund(asking, p, number); asked == nil && done {
		return nil
	}
	return err
}

// retryIn is when a refund is tried again that was not done, by what the provider has said.
func retryIn(err error) time.Duration {
	var refusal *payment.Refusal
	if errors.As(err, &refusal) && !refusal.Again {
		return time.Hour
	}
	return time.Minute
}
