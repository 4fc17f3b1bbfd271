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
	"pointsmall/mall/store"
)

// sentBack notes that a provider has sent a refund of a payment back, or has not.
type sentBack struct {
	payment mall.PaymentID
	number  int
	minor   int64
	// failure is why it could not be sent; "": it was.
	failure string
	about   *facts
}

var sending = &store.UseCase[*orderDesk, sentBack, bool]{Want: sentBack.want, Decide: sentBack.decide}

func (r sentBack) want(d *orderDesk) { d.about(r.about, false) }

// decide answers whether the money has gone back, and was not known to: two servers may have
// sent it, which providers tell apart by the refund's number.
func (r sentBack) decide(d *orderDesk) (bool, *mall.Error) {
	a := d.payments.Find(r.payment)
	if a == nil {
		return false, nil
	}
	if number, minor, ok := a.NextRefund(); !ok || number != r.number || minor != r.minor {
		return false, nil
	}
	if r.failure != "" {
		d.payments.Postpone(a, r.failure)
		return false, nil
	}
	d.payments.Add(a, mall.PaymentSentBack, r.minor, "")
	d.sales.Tell(mall.TopicOrder, a.OrderID.UUID())
	return true, nil
}

// sendSome sends money back that has to go, of each payment one refund. What a provider does
// not send is tried again later, and listed until it has gone: payment.Service.ToSendBack.
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
	number, minor, ok := state.NextRefund()
	if !ok {
		return false, nil // another server was faster
	}
	failure := ""
	err = s.sendRefund(ctx, p, number, minor)
	switch {
	case errors.Is(err, payment.ErrUnderWay):
		return false, s.Payments.RefundLater(ctx, p.ID, time.Minute)
	case err != nil:
		failure = payment.Mask(err.Error())
		slog.Warn("money could not be sent back; it is tried again", "payment", p.ID.String(), "provider", p.Method, "refund", number, "error", failure)
	}
	about, err := s.about(ctx, p.OrderID)
	if err != nil {
		return false, err
	}
	return sending.Do(ctx, s.settling, sentBack{p.ID, number, minor, failure, about})
}

// sendRefund has a provider send an amount back; number tells the payment's refunds apart. nil:
// the money is sure to have gone back. After every error it is tried again, by the same number
// and with the same amount.
func (s *Service) sendRefund(ctx context.Context, p *ent.Payment, number int, minor int64) error {
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
