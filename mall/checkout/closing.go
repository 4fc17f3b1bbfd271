package checkout

import (
	"context"
	"fmt"
	"sync"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// closePayments closes all of an order's attempts at their providers, outside any transaction.
// ok is false when one of them may still be paid: nothing may be released then. What turns out
// to be paid is captured. Providers that have been silent are not asked again.
func (s *Service) closePayments(ctx context.Context, id mall.OrderID, silent *silence) (ok bool, err error) {
	payments, err := s.Payments.OfOrders(ctx, []mall.OrderID{id})
	if err != nil {
		return false, err
	}
	for _, p := range payments[id] {
		if p.Status != mall.PaymentPending && p.Status != mall.PaymentFailed {
			continue
		}
		if silent.has(p.Method) {
			return false, nil
		}
		if ok, err := s.closePayment(ctx, p); !ok || err != nil {
			silent.note(p.Method, err)
			return false, err
		}
	}
	return true, nil
}

func (s *Service) closePayment(ctx context.Context, p *ent.Payment) (ok bool, err error) {
	provider := s.providers[p.Method]
	if provider == nil {
		return false, fmt.Errorf("payment %s: nobody here knows the provider %s", p.ID, p.Method)
	}
	asking, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	switch found, err := provider.Close(asking, p); {
	case err != nil:
		return false, fmt.Errorf("close payment %s at %s: %w", p.ID, p.Method, err)
	case found.Over():
		return true, nil
	case found.Standing == payment.StandingPaid:
		_, err := s.Hear(ctx, Outcome{Payment: p.ID, Paid: true, Amount: found.Money})
		return true, err
	}
	return false, nil
}

// silence counts how often providers did not answer in one run of a job. nil counts nothing.
type silence struct {
	mu     sync.Mutex
	silent map[mall.PaymentMethod]int
}

// enough is after how many calls without an answer a provider is left in peace.
const enough = 8

func (s *silence) has(method mall.PaymentMethod) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.silent[method] >= enough
}

func (s *silence) note(method mall.PaymentMethod, err error) {
	if s == nil || err == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.silent == nil {
		s.silent = map[mall.PaymentMethod]int{}
	}
	s.silent[method]++
}

// closed notes that the attempts of an order were closed at their providers.
func (d *orderDesk) closed(id mall.OrderID, why string) {
	for _, a := range d.payments.Of(id) {
		if a.Open() {
			d.payments.Add(a, mall.PaymentClosed, 0, why)
		}
	}
}

// mayStillBePaid refuses to release what somebody may be paying for at this moment.
func mayStillBePaid() *mall.Error {
	refusal := mall.Errorf(mall.CodeNotAvailable, "the payment's provider does not say whether it is paid: try again", "支付状态尚未确认，请稍后重试")
	refusal.Figures.RetryAfter = 5
	return refusal
}
