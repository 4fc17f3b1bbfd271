package checkout

import (
	"context"
	"errors"
	"fmt"
	"sync"

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
	return len(due), atOnce(due, func(p *ent.Payment) error {
		// Noted before, so that a provider that does not answer is not asked all the time.
		if err := s.Payments.Looked(ctx, p); err != nil {
			return err
		}
		return s.look(ctx, p)
	})
}

// callsAtOnce is how many calls to providers a job makes at the same time, so that one that
// does not answer keeps few others waiting.
const callsAtOnce = 8

// atOnce does something with each of some things, a few at a time, and gathers what fails.
func atOnce[T any](list []T, do func(T) error) error {
	failed := make([]error, len(list))
	free := make(chan struct{}, callsAtOnce)
	var wg sync.WaitGroup
	for i, of := range list {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			failed[i] = do(of)
		})
	}
	wg.Wait()
	return errors.Join(failed...)
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
