package stripe

import (
	"context"
	"time"

	"github.com/stripe/stripe-go/v82"

	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// Zone is Stripe's: its days are those of UTC.
func (*Provider) Zone() *time.Location { return time.UTC }

// lookBack is how long before it was paid an intent may have been made: an order waits for its
// money for a day at most.
const lookBack = 25 * time.Hour

// Statement lists the intents that were paid of those that were made on the day or shortly
// before it, and the refunds of the day. Stripe does not say when an intent was paid: one that
// was made the day before may be on both days' statements.
func (s *Provider) Statement(ctx context.Context, day mall.Date) (list []payment.Posting, err error) {
	begin := mall.StartOfDay(day, time.UTC)
	end := mall.StartOfDay(day.AddDays(1), time.UTC)
	intents := &stripe.PaymentIntentListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: begin.Add(-lookBack).Unix(), LesserThan: end.Unix()}}
	intents.Limit = stripe.Int64(100)
	for intent, err := range s.client.V1PaymentIntents.List(ctx, intents) {
		if err != nil {
			return nil, outcome("ask Stripe for a statement", err)
		}
		id, ours := payment.ByNumber(intent.Metadata[keyPayment])
		if !ours || intent.Status != stripe.PaymentIntentStatusSucceeded {
			continue
		}
		money, err := received(intent.AmountReceived, string(intent.Currency))
		if err != nil {
			return nil, payment.Unknown("ask Stripe for a statement", err)
		}
		list = append(list, payment.Posting{Payment: id, Money: money})
	}
	refunds := &stripe.RefundListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: begin.Unix(), LesserThan: end.Unix()}}
	refunds.Limit = stripe.Int64(100)
	for r, err := range s.client.V1Refunds.List(ctx, refunds) {
		if err != nil {
			return nil, outcome("ask Stripe for a statement", err)
		}
		id, ours := payment.PaymentOfRefund(r.Metadata[keyRefund])
		if !ours || r.Status == stripe.RefundStatusFailed || r.Status == stripe.RefundStatusCanceled {
			continue
		}
		money, err := received(r.Amount, string(r.Currency))
		if err != nil {
			return nil, payment.Unknown("ask Stripe for a statement", err)
		}
		list = append(list, payment.Posting{Payment: id, Refund: r.Metadata[keyRefund], Money: money})
	}
	return list, nil
}
