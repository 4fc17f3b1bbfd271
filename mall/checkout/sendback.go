package checkout

import (
	"context"
	"errors"
	"fmt"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
	"pointsmall/mall/store"
)

// sentBack notes that a provider has sent money back.
type sentBack struct {
	payment mall.PaymentID
	minor   int64
	about   *facts
}

var sending = &store.UseCase[*till, sentBack, bool]{Want: sentBack.want, Decide: sentBack.decide}

func (r sentBack) want(d *till) { d.about(r.about, false) }

// decide answers whether it was news: two servers may have sent it, which providers tell apart
// by the refund's number.
func (r sentBack) decide(d *till) (bool, *mall.Error) {
	a := d.payments.Find(r.payment)
	if a == nil || a.ToReturn-a.Returned < r.minor {
		return false, nil
	}
	d.payments.Add(a, mall.PaymentSentBack, r.minor, "")
	d.sales.Tell(mall.TopicOrder, a.OrderID.UUID())
	return true, nil
}

// sendSome sends money back that has to go.
func (s *Service) sendSome(ctx context.Context) (done int, err error) {
	due, err := s.Payments.RefundsDue(ctx, stepSize)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, p := range due {
		news, err := s.send(ctx, p)
		failed = errors.Join(failed, err)
		if news {
			done++
		}
	}
	return done, failed
}

func (s *Service) send(ctx context.Context, p *ent.Payment) (news bool, err error) {
	state, err := s.Payments.State(ctx, p.ID)
	if err != nil {
		return false, err
	}
	minor := state.ToReturn - state.Returned
	if err := s.giveBack(ctx, p, 1, minor); err != nil {
		later := s.Payments.RefundLater(ctx, p.ID, retryIn(err))
		if errors.Is(err, payment.ErrUnderWay) {
			return false, later
		}
		return false, errors.Join(fmt.Errorf("send %d of payment %s back by %s: %w", minor, p.ID, p.Method, err), later)
	}
	about, err := s.about(ctx, p.OrderID)
	if err != nil {
		return false, err
	}
	return sending.Do(ctx, s.settling, sentBack{p.ID, minor, about})
}
