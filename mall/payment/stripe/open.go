package stripe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v82"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// What intents and refunds carry, to be found again.
const (
	keyPayment = "payment"
	keyRefund  = "refund"
)

// Open makes the attempt's intent.
func (s *Provider) Open(ctx context.Context, p *ent.Payment) (payment.Opened, error) {
	const call = "ask Stripe for an intent"
	intent, err := s.make(ctx, p)
	switch {
	case err != nil:
		return payment.Opened{}, err
	case intent.ID == "" || intent.ClientSecret == "":
		return payment.Opened{}, payment.Unknown(call, errors.New("the answer lacks what was asked for"))
	}
	return payment.Opened{Action: intent.ClientSecret, Reference: intent.ID}, nil
}

func (s *Provider) make(ctx context.Context, p *ent.Payment) (*stripe.PaymentIntent, error) {
	units, err := payment.StripeUnits(mall.Money{Minor: p.AmountMinor, Currency: p.Currency})
	if err != nil {
		return nil, &payment.Refusal{Code: "CURRENCY", Says: err.Error()}
	}
	number := payment.NumberOf(p.ID)
	params := &stripe.PaymentIntentCreateParams{
		Amount: &units, Currency: stripe.String(strings.ToLower(string(p.Currency))), Description: &s.subject,
		PaymentMethodTypes: []*string{stripe.String("card")},
		Metadata:           map[string]string{keyPayment: number},
	}
	params.SetIdempotencyKey(number)
	intent, err := s.client.V1PaymentIntents.Create(ctx, params)
	switch {
	case err != nil:
		return nil, outcome("ask Stripe for an intent", err)
	case intent.Metadata[keyPayment] != number || intent.Amount != units: // answers are not signed
		return nil, payment.Unknown("ask Stripe for an intent", errors.New("the answer is about another"))
	}
	return intent, nil
}

// keyLife is for how long Stripe surely knows an idempotency key; it forgets it after a day.
const keyLife = 23 * time.Hour

// errAbsent says that Stripe has no intent of an attempt, and none will come of an earlier call.
var errAbsent = errors.New("there is no such intent at Stripe")

// find is the id of the attempt's intent, whatever became of the answer that had it. Where its
// key is still known, asking for the intent again gives it, or makes the one that can then be
// cancelled, and an earlier call that is still under way can make no other.
func (s *Provider) find(ctx context.Context, p *ent.Payment) (string, error) {
	if p.Reference != "" {
		return p.Reference, nil
	}
	if s.clock().Sub(p.RequestedAt) < keyLife {
		intent, err := s.make(ctx, p)
		var no *payment.Refusal
		switch {
		case errors.As(err, &no):
			return "", errAbsent
		case err != nil:
			return "", err
		}
		return intent.ID, nil
	}
	search := &stripe.PaymentIntentSearchParams{SearchParams: stripe.SearchParams{
		Query: fmt.Sprintf("metadata['%s']:'%s'", keyPayment, payment.NumberOf(p.ID)),
	}}
	for intent, err := range s.client.V1PaymentIntents.Search(ctx, search) {
		if err != nil {
			return "", outcome("look for an intent at Stripe", err)
		}
		return intent.ID, nil
	}
	return "", errAbsent
}
