package stripe

import (
	"context"
	"errors"
	"strings"

	"github.com/stripe/stripe-go/v82"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// Ask reads the attempt's intent.
func (s *Provider) Ask(ctx context.Context, p *ent.Payment) (payment.Finding, error) {
	id, err := s.find(ctx, p)
	switch {
	case errors.Is(err, errAbsent):
		return payment.Finding{Standing: payment.StandingAbsent}, nil
	case err != nil:
		return payment.Finding{}, err
	}
	return s.read(ctx, p, id)
}

func (s *Provider) read(ctx context.Context, p *ent.Payment, id string) (payment.Finding, error) {
	const call = "ask Stripe about an intent"
	intent, err := s.client.V1PaymentIntents.Retrieve(ctx, id, nil)
	switch {
	case err != nil:
		return payment.Finding{}, outcome(call, err)
	case intent.Metadata[keyPayment] != payment.NumberOf(p.ID):
		return payment.Finding{}, payment.Unknown(call, errors.New("the answer is about another"))
	}
	return finding(intent)
}

// finding is what an intent's status says.
func finding(intent *stripe.PaymentIntent) (f payment.Finding, err error) {
	switch intent.Status {
	case stripe.PaymentIntentStatusSucceeded:
		money, err := received(intent.AmountReceived, string(intent.Currency))
		if err != nil {
			return f, payment.Unknown("read Stripe's answer", err)
		}
		return payment.Finding{Standing: payment.StandingPaid, Money: &money}, nil
	case stripe.PaymentIntentStatusCanceled:
		return payment.Finding{Standing: payment.StandingClosed}, nil
	case stripe.PaymentIntentStatusRequiresPaymentMethod:
		if hasFailed(intent.LastPaymentError) {
			return payment.Finding{Standing: payment.StandingFailed}, nil
		}
		return payment.Finding{Standing: payment.StandingOpen}, nil
	case stripe.PaymentIntentStatusRequiresConfirmation, stripe.PaymentIntentStatusRequiresAction:
		return payment.Finding{Standing: payment.StandingOpen}, nil
	case stripe.PaymentIntentStatusProcessing, stripe.PaymentIntentStatusRequiresCapture:
		return f, nil // it may be paid at any moment
	}
	return f, payment.Unknown("read Stripe's answer", errors.New("the intent is "+string(intent.Status)))
}

// hasFailed reports whether an intent has a try that failed.
func hasFailed(last *stripe.Error) bool { return last != nil }

// received is an amount of Stripe's.
func received(units int64, currency string) (mall.Money, error) {
	return payment.OfStripeUnits(units, mall.Currency(strings.ToUpper(currency)))
}

// Close cancels the intent. After every answer but a good one Stripe is asked where it stands.
func (s *Provider) Close(ctx context.Context, p *ent.Payment) (payment.Finding, error) {
	id, err := s.find(ctx, p)
	switch {
	case errors.Is(err, errAbsent):
		return payment.Finding{Standing: payment.StandingAbsent}, nil
	case err != nil:
		return payment.Finding{}, err
	}
	intent, err := s.client.V1PaymentIntents.Cancel(ctx, id, nil)
	if err == nil && intent.Status == stripe.PaymentIntentStatusCanceled && intent.ID == id {
		return payment.Finding{Standing: payment.StandingClosed}, nil
	}
	found, asked := s.read(ctx, p, id)
	switch {
	case asked != nil:
		return payment.Finding{}, asked
	case found.Standing == payment.StandingOpen || found.Standing == payment.StandingFailed:
		return payment.Finding{Standing: payment.StandingUnknown}, nil // it was to be cancelled, and is not
	}
	return found, nil
}
