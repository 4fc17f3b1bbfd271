package checkout

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/ent"
	"pointsmall/mall/payment"
)

// lookSome looks after attempts at providers: it begins those that were not begun, and asks
// about those of which nobody has heard.
func (s *Service) lookSome(ctx context.Context) (done int, err error) {
	due, err := s.Payments.LooksDue(ctx, stepSize)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, p := range due {
		// Noted before, so that a provider that does not answer is not asked all the time.
		if err := s.Payments.Looked(ctx, p); err != nil {
			return done, err
		}
		failed = errors.Join(failed, s.look(ctx, p))
		done++
	}
	return done, failed
}

func (s *Service) look(ctx context.Context, p *ent.Payment) error {
	if unopened(p) {
		return s.open(ctx, p)
	}
	provider := s.providers[p.Method]
	if provider == nil {
		return fmt.Errorf("payment %s: nobody here knows the provider %s", p.ID, p.Method)
	}
	asking, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	found, err := provider.Ask(asking, p)
	if err != nil {
		return fmt.Errorf("ask %s about payment %s: %w", p.Method, p.ID, err)
	}
	switch found.Standing {
	case payment.StandingPaid:
		_, err = s.Hear(ctx, Outcome{Payment: p.ID, Paid: true, Amount: found.Money})
	case payment.StandingFailed:
		_, err = s.Hear(ctx, Outcome{Payment: p.ID})
	case payment.StandingUnknown, payment.StandingAbsent, payment.StandingOpen, payment.StandingClosed:
		// Whether it is given up, the order's time decides.
	}
	return err
}
