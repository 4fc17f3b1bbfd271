package checkout

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
	"pointsmall/mall/store"
)

// Outcome is what a provider says of a payment.
type Outcome struct {
	Payment mall.PaymentID
	// Paid is true when its money has arrived, false when a try has failed.
	Paid bool
	// Amount is what the provider says has arrived; nil: what was asked for.
	Amount *mall.Money
	// Note is what is to be said of a try that has failed; it may be empty.
	Note string
}

// Hear takes what a provider says of a payment. Told again, or late, or in another order, it
// makes the same of it. It answers with the payment's state. Refusals: NOT_FOUND,
// PAYMENT_FAILED (another amount than was asked for; nothing is taken).
func (s *Service) Hear(ctx context.Context, o Outcome) (mall.PaymentStatus, error) {
	return hearing.Do(ctx, s.settling, o)
}

// about reads the facts of an order that exists.
func (s *Service) about(ctx context.Context, id mall.OrderID) (*facts, error) {
	orders, err := s.Orders.ByIDs(ctx, []mall.OrderID{id})
	if err != nil {
		return nil, err
	}
	o := orders[id]
	if o == nil {
		return nil, order.NotFound()
	}
	known, err := s.facts(ctx, []*ent.Order{o})
	return known[id], err
}

func noPayment() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such payment", "支付不存在")
}

// hearing needs no key: what a payment's events say already is not said twice.
var hearing = &store.UseCase[*orderDesk, Outcome, mall.PaymentStatus]{Want: Outcome.want, Decide: Outcome.decide}

func (r Outcome) want(d *orderDesk) { d.heard = append(d.heard, heard{r.Payment, r.Paid}) }

func (r Outcome) decide(d *orderDesk) (mall.PaymentStatus, *mall.Error) {
	a, o := d.payments.Find(r.Payment), d.orders.Find(d.paying[r.Payment])
	if a == nil || o == nil {
		return "", noPayment()
	}
	if r.Amount != nil {
		if asked := (mall.Money{Minor: a.AmountMinor, Currency: a.Currency}); r.Paid && *r.Amount != asked {
			return "", mall.Errorf(mall.CodePaymentFailed, "%s was asked for, not %s: nothing is taken", "应付 %s，回调金额为 %s：未入账", asked, *r.Amount).At("amount")
		}
	}
	switch {
	case a.Captured > 0: // it is known
	case r.Paid:
		d.capture(o, a)
	case !a.Refused && !a.Closed:
		d.payments.Add(a, mall.PaymentRefused, 0, r.Note)
		d.sales.Tell(mall.TopicOrder, o.ID.UUID())
	}
	return a.Status, nil
}

// capture takes the money of a payment. It pays the order; where that is paid already, or
// cannot be had any more, it goes back.
func (d *orderDesk) capture(o *ent.Order, a *payment.Attempt) {
	d.payments.Add(a, mall.PaymentCaptured, a.AmountMinor, "")
	switch o.Status {
	case mall.OrderPendingPayment:
		d.take(o, order.EventPaid, "", system)
	case mall.OrderCancelled:
		d.captureLate(o, a)
	default:
		d.sendBack(a, "the order is paid already")
	}
}

// sendBack has all of a payment's money go back, by a job.
func (d *orderDesk) sendBack(a *payment.Attempt, why string) {
	d.payments.Add(a, mall.PaymentRefundRequested, a.Kept(), why)
}

// system is who acts where nobody does.
var system = mall.Actor{Kind: mall.ActorSystem}
