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

// processTime is how long a provider waits for what its call leads to. WeChat Pay wants an
// answer within five seconds; the rest is done by a job.
const processTime = 3 * time.Second

// Receive takes a call of a provider: it proves that the provider has made it, stores it, and
// only then answers. What the call leads to is done at once where that works, else by a job.
// A call that was processed before is answered alike and leads to nothing more.
func (s *Service) Receive(ctx context.Context, by payment.Listener, c payment.Call) payment.Reply {
	if err := by.Verify(c); err != nil {
		slog.WarnContext(ctx, "a call says that it is a payment provider's, and is not", "method", by.Method(), "error", payment.Mask(err.Error()))
		return by.Answer(payment.Forged)
	}
	message, err := trim(by, c.Body)
	if err != nil { // kept all the same: the provider has made it
		message.Key = ""
	}
	kept, _, err := s.Payments.Keep(ctx, by.Method(), message.Key, c.Body)
	if err != nil {
		slog.ErrorContext(ctx, "a payment provider's call could not be stored", "method", by.Method(), "error", err)
		return by.Answer(payment.Failed)
	}
	if kept.Due != nil {
		processing, cancel := context.WithTimeout(context.WithoutCancel(ctx), processTime)
		defer cancel()
		if err := s.process(processing, by, kept); err != nil {
			slog.ErrorContext(ctx, "a payment provider's call could not be processed; a job tries again", "callback", kept.ID.String(), "error", err)
		}
	}
	return by.Answer(payment.Taken)
}

// processSome processes calls of providers that were stored and not processed.
func (s *Service) processSome(ctx context.Context) (done int, err error) {
	due, err := s.Payments.CallbacksDue(ctx, stepSize)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, c := range due {
		by, ok := s.providers[c.Method].(payment.Listener)
		if !ok {
			failed = errors.Join(failed, fmt.Errorf("callback %s: nobody here knows the provider %s", c.ID, c.Method), s.Payments.TriedToProcess(ctx, c, "nobody knows its provider"))
			continue
		}
		failed = errors.Join(failed, s.process(ctx, by, c))
		done++
	}
	return done, failed
}

// process does what a stored call leads to, and notes what came of it.
func (s *Service) process(ctx context.Context, by payment.Listener, c *ent.PaymentCallback) error {
	note, err := s.follow(ctx, by, []byte(c.Body))
	ctx = context.WithoutCancel(ctx)
	var refusal *mall.Error
	var unclear unreadable
	switch {
	case err == nil:
		return s.Payments.Processed(ctx, c, note)
	case errors.As(err, &refusal) && refusal.Code != mall.CodeNotFound:
		// Another amount or currency was paid than was asked for: a matter for people.
		slog.ErrorContext(ctx, "a payment provider says what cannot be", "callback", c.ID.String(), "method", c.Method, "error", refusal.Text.EN)
		return s.Payments.Processed(ctx, c, refusal.Text.EN)
	case (refusal != nil || errors.As(err, &unclear)) && c.Tries >= mostTries:
		slog.ErrorContext(ctx, "a payment provider's call is given up", "callback", c.ID.String(), "method", c.Method, "error", payment.Mask(err.Error()))
		return s.Payments.Processed(ctx, c, "given up: "+err.Error())
	}
	return errors.Join(err, s.Payments.TriedToProcess(ctx, c, err.Error()))
}

// mostTries is how often a call is processed that makes no sense, within a day: it names a
// payment that is not there yet, or the provider's settings are wrong and will be put right.
const mostTries = 30

// unreadable is a call that the provider has made and that cannot be read.
type unreadable struct{ error }

// follow does what a call leads to, and says in a few words what that was.
func (s *Service) follow(ctx context.Context, by payment.Listener, body []byte) (note string, err error) {
	message, err := trim(by, body)
	if err != nil {
		return "", unreadable{err}
	}
	notice, err := by.Translate(message)
	if err != nil {
		return "", unreadable{err}
	}
	switch notice.Kind {
	case payment.NoticePaid, payment.NoticeFailed:
		p, err := s.Payments.Find(ctx, notice.Payment)
		if err != nil {
			return "", err
		}
		if p == nil || p.Method != by.Method() {
			return "", noPayment()
		}
		o := Outcome{Payment: p.ID, Paid: notice.Kind == payment.NoticePaid}
		if o.Paid {
			o.Amount = &notice.Money
		}
		status, err := s.Hear(ctx, o)
		return "the payment is " + string(status), err
	case payment.NoticeRefund:
		return "the refund is asked about", s.Payments.RefundLater(ctx, notice.Payment, 0)
	case payment.NoticeNothing:
	}
	return "of no use", nil
}

// trim is the provider's Trim; a text that makes it panic is one that cannot be read.
func trim(by payment.Listener, body []byte) (m payment.Message, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the call cannot be read")
		}
	}()
	return by.Trim(body)
}
