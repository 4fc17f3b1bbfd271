package stripe

import (
	"context"
	"errors"

	"github.com/stripe/stripe-go/v82"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// SendBack makes a refund, unless there is one of its number: Stripe knows idempotency keys for
// a day, and a refund may be tried for longer.
func (s *Provider) SendBack(ctx context.Context, p *ent.Payment, number int, minor int64) error {
	const call = "ask Stripe for a refund"
	units, err := payment.StripeUnits(mall.Money{Minor: minor, Currency: p.Currency})
	if err != nil {
		return &payment.Refusal{Code: "CURRENCY", Says: err.Error()}
	}
	intent, err := s.find(ctx, p)
	switch {
	case errors.Is(err, errAbsent):
		return &payment.Refusal{Code: "ABSENT", Says: "there is no intent of this payment"}
	case err != nil:
		return err
	}
	made, err := s.refund(ctx, intent, payment.RefundNumber(p.ID, number))
	switch {
	case err != nil:
		return err
	case made != nil && made.Amount != units:
		return &payment.Refusal{Code: "AMOUNT", Says: "a refund of this number and another amount was made before"}
	case made != nil:
		return refunded(made)
	}
	params := &stripe.RefundCreateParams{
		PaymentIntent: &intent, Amount: &units,
		Metadata: map[string]string{keyRefund: payment.RefundNumber(p.ID, number)},
	}
	params.SetIdempotencyKey(payment.RefundNumber(p.ID, number))
	made, err = s.client.V1Refunds.Create(ctx, params)
	if err != nil {
		return outcome(call, err)
	}
	return refunded(made)
}

// AskRefund looks for the refund of a number.
func (s *Provider) AskRefund(ctx context.Context, p *ent.Payment, number int) (bool, error) {
	intent, err := s.find(ctx, p)
	switch {
	case errors.Is(err, errAbsent):
		return false, nil
	case err != nil:
		return false, err
	}
	made, err := s.refund(ctx, intent, payment.RefundNumber(p.ID, number))
	if err != nil || made == nil {
		return false, err
	}
	err = refunded(made)
	return err == nil, err
}

// refund finds the refund of a number among those of an intent; nil: there is none.
func (s *Provider) refund(ctx context.Context, intent, number string) (*stripe.Refund, error) {
	params := &stripe.RefundListParams{PaymentIntent: &intent}
	params.Limit = stripe.Int64(100)
	for r, err := range s.client.V1Refunds.List(ctx, params) {
		if err != nil {
			return nil, outcome("look for a refund at Stripe", err)
		}
		if r.Metadata[keyRefund] == number {
			return r, nil
		}
	}
	return nil, nil
}

// refunded is nil for a refund whose money has gone back.
func refunded(r *stripe.Refund) error {
	switch r.Status {
	case stripe.RefundStatusSucceeded:
		return nil
	case stripe.RefundStatusPending, stripe.RefundStatusRequiresAction:
		return payment.ErrUnderWay
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		return &payment.Refusal{Code: string(r.Status), Says: "the refund has failed at Stripe; send the money by another way"}
	}
	return payment.Unknown("ask Stripe for a refund", errors.New("the refund is "+string(r.Status)))
}
