package checkout

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
	"pointsmall/mall/store"
)

// Pay is the wish to pay an order by another attempt.
type Pay struct {
	Actor  mall.Actor
	Order  mall.OrderID
	Method mall.PaymentMethod
	// Options say how, where the provider asks.
	Options payment.Options
	Key     string

	about *facts
}

// Pay begins another attempt to pay an order of the member's that waits for its money; those
// before it are closed. Refusals: NOT_FOUND, INVALID_STATE (it waits for none), EXPIRED (its
// time is over), NOT_AVAILABLE (a way to pay; a provider does not answer), IDEMPOTENCY_CONFLICT.
func (s *Service) Pay(ctx context.Context, p Pay) (*ent.Order, error) {
	o, err := s.Orders.Get(ctx, p.Actor, p.Order)
	if err != nil {
		return nil, err
	}
	known, err := s.facts(ctx, []*ent.Order{o})
	if err != nil {
		return nil, err
	}
	p.about = known[o.ID]
	// Decided before anything is closed: a request that is refused, or repeated, ends no attempt.
	if refusal := p.refuse(o, s.ways(), s.Clock()); refusal == nil {
		ok, err := s.closePayments(ctx, o.ID, nil)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, mayStillBePaid()
		}
	}
	paid, err := paying.Do(ctx, s.settling, p)
	if err == nil {
		s.begin(ctx, paid, p.Method)
	}
	return paid, err
}

var paying = &store.UseCase[*orderDesk, Pay, *ent.Order]{
	Want: Pay.want, Decide: Pay.decide,
	Repeats: &store.ByRecord[*orderDesk, Pay, *ent.Order]{Key: Pay.key, Fingerprint: Pay.fingerprint, Result: nameOrder, Find: rereadOrder[Pay]},
}

func (p Pay) key() store.Key {
	return store.Key{Actor: p.Actor.Ref(), Operation: "payOrder", Key: p.Key}
}

func (p Pay) fingerprint() string {
	return mall.Fingerprint(withOptions([]any{p.Order, p.Method}, p.Options))
}

func (p Pay) want(d *orderDesk) { d.about(p.about, false) }

func (p Pay) decide(d *orderDesk) (*ent.Order, *mall.Error) {
	o := d.orders.Find(p.Order)
	if o == nil {
		return nil, order.NotFound()
	}
	if refusal := p.refuse(o, d.ways, d.now); refusal != nil {
		return nil, refusal
	}
	d.closed(o.ID, "another attempt follows")
	d.payments.Request(o.ID, d.ways.way(p.Method, p.Options), p.about.payable, payBy(d.now, *o.PayUntil))
	d.sales.Tell(mall.TopicOrder, o.ID.UUID())
	return shown(o), nil
}

// refuse says why the order cannot be paid by this attempt now; nil: it can.
func (p Pay) refuse(o *ent.Order, w ways, now time.Time) *mall.Error {
	switch {
	case o.Status != mall.OrderPendingPayment:
		is := o.Status.Text()
		return mall.Errorf(mall.CodeInvalidState, "the order is %[1]s: it waits for no money", "订单%[2]s，无需支付", is.EN, is.ZH).At("orderId")
	case !now.Before(*o.PayUntil):
		return mall.Errorf(mall.CodeExpired, "the time to pay this order is over", "订单支付已超时").At("orderId")
	}
	return w.allow(p.Method, p.about.payable, p.Options)
}
