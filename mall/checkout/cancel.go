package checkout

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Cancel is the wish to end an order before it is made ready.
type Cancel struct {
	Actor   mall.Actor
	Order   mall.OrderID
	Version int
	// Reason is for the order's history; it may be empty.
	Reason string
	Key    string

	about *facts
	// paid is true where the order was paid when it was read: its version tells if that changes.
	paid bool
}

// Cancel ends an order that nobody has begun to make ready, and gives everything back: points,
// pieces, limits; money by a job. Members cancel their own orders, staff any; others' orders are
// NOT_FOUND. Refusals: INVALID_INPUT, VERSION_CONFLICT, INVALID_STATE (it is made ready, was
// given up or was won), NOT_AVAILABLE (a provider does not answer), IDEMPOTENCY_CONFLICT.
func (s *Service) Cancel(ctx context.Context, c Cancel) (*ent.Order, error) {
	o, err := s.Orders.Get(ctx, c.Actor, c.Order)
	if err != nil {
		return nil, err
	}
	if o.Status == mall.OrderPendingPayment && o.Version == c.Version {
		ok, err := s.closePayments(ctx, o.ID, nil)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, mayStillBePaid()
		}
	}
	known, err := s.facts(ctx, []*ent.Order{o})
	if err != nil {
		return nil, err
	}
	c.about, c.paid = known[o.ID], o.Status == mall.OrderPaid
	return cancelling.Do(ctx, s.settling, c)
}

var cancelling = &store.UseCase[*orderDesk, Cancel, *ent.Order]{
	Check: Cancel.check, Want: Cancel.want, Decide: Cancel.decide,
	Touches: func(c Cancel, _ *ent.Order) []store.Row { return []store.Row{{Table: "orders", ID: c.Order}} },
	Repeats: &store.ByRecord[*orderDesk, Cancel, *ent.Order]{Key: Cancel.key, Fingerprint: Cancel.fingerprint, Result: nameOrder, Find: rereadOrder[Cancel]},
}

func (c Cancel) check() *mall.Error {
	if len(c.Reason) > 500 {
		return mall.Errorf(mall.CodeInvalidInput, "reason is longer than 500 bytes", "原因超过 500 字节").At("reason")
	}
	return nil
}

func (c Cancel) key() store.Key {
	return store.Key{Actor: c.Actor.Ref(), Operation: "cancelOrder", Key: c.Key}
}

func (c Cancel) fingerprint() string { return mall.Fingerprint([]any{c.Order, c.Version, c.Reason}) }

func (c Cancel) want(d *orderDesk) {
	if c.paid {
		d.mayGiveBack(c.about)
	} else {
		d.about(c.about, false)
	}
}

func (c Cancel) decide(d *orderDesk) (*ent.Order, *mall.Error) {
	o := d.orders.Find(c.Order)
	switch {
	case o == nil:
		return nil, order.NotFound()
	case o.Version != c.Version:
		return nil, outdated(o)
	case o.Operation == order.OperationDraw:
		return nil, mall.Errorf(mall.CodeInvalidState, "the order was won, and cannot be cancelled", "该订单为奖品订单，不能取消").At("orderId")
	}
	if o.Status == mall.OrderPaid {
		if refusal := d.mayReturn(o, o.Points); refusal != nil {
			return nil, refusal
		}
	}
	if o.Status == mall.OrderPendingPayment {
		d.closed(o.ID, "the order was cancelled")
	}
	if !d.take(o, order.EventCancelled, c.Reason, c.Actor) {
		is := o.Status.Text()
		return nil, mall.Errorf(mall.CodeInvalidState, "the order is %[1]s: it cannot be cancelled", "订单%[2]s，不能取消", is.EN, is.ZH).At("orderId")
	}
	return shown(o), nil
}

func outdated(o *ent.Order) *mall.Error {
	return mall.Outdated(mall.Text{EN: "the order", ZH: "订单"}, "version", o.Version)
}

// shown is an order as it is at this moment: others of the group may change it further.
func shown(o *ent.Order) *ent.Order {
	now := *o
	return &now
}

func nameOrder(o *ent.Order) string { return o.ID.String() }

// rereadOrder reads the order that a request was about.
func rereadOrder[Q any](ctx context.Context, tx *store.Tx, _ Q, result string) (*ent.Order, error) {
	id, _ := mall.AnyID(result).Order()
	return tx.Ent().Order.Get(ctx, id)
}
