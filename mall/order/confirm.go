package order

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// Confirm is the member who says that all of an order has come: it is COMPLETED. Refusals:
// NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (it was not sent, or is completed).
func (s *Service) Confirm(ctx context.Context, actor mall.Actor, id mall.OrderID, version int) (*ent.Order, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.change(ctx, id, version, func(ctx context.Context, tx *store.Tx, o *ent.Order) (*ent.Order, error) {
		step, ok := Next(o.Status, EventConfirmed)
		if !ok {
			return nil, mall.Errorf(mall.CodeInvalidState, "an order that is %[1]s cannot be confirmed: it must be shipped or delivered", "订单%[2]s，不能确认收货，仅已发货或已送达的订单可确认", o.Status.Text().EN, o.Status.Text().ZH).At("orderId")
		}
		return s.step(ctx, tx, actor, o, step.To, "")
	})
}

// SetAddress says where an order is sent, until it is. Refusals: NOT_FOUND, VERSION_CONFLICT,
// INVALID_STATE (a part of it was sent, or it was given up).
func (s *Service) SetAddress(ctx context.Context, actor mall.Actor, id mall.OrderID, version int, to mall.PostalAddress) (*ent.Order, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.change(ctx, id, version, func(ctx context.Context, tx *store.Tx, o *ent.Order) (*ent.Order, error) {
		switch o.Status {
		case mall.OrderPendingPayment, mall.OrderPaid, mall.OrderFulfilling:
		default:
			return nil, mall.Errorf(mall.CodeInvalidState, "the address of an order that is %[1]s cannot change any more", "订单%[2]s，不能再修改收货地址", o.Status.Text().EN, o.Status.Text().ZH).At("orderId")
		}
		sent, err := anyParcel(ctx, tx, o.ID)
		if err != nil {
			return nil, err
		}
		if sent {
			return nil, mall.Errorf(mall.CodeInvalidState, "a part of the order is on its way already", "订单已部分发货，不能再修改收货地址").At("orderId")
		}
		if err := saveAddress(ctx, tx, o.ID, to); err != nil {
			return nil, err
		}
		changed, err := noteAddress(ctx, tx, o, actor.Ref(), s.clock())
		if err != nil {
			return nil, err
		}
		return changed, s.tell(ctx, tx, o.ID)
	})
}

// movesAt is when an order takes its next step by itself, that comes into a state now; nil: it
// does not.
func (s *Service) movesAt(into mall.OrderStatus) *time.Time {
	confirm, complete := s.after()
	days := 0
	switch into {
	case mall.OrderShipped:
		days = confirm
	case mall.OrderDelivered:
		days = complete
	}
	if days == 0 {
		return nil
	}
	return new(s.clock().AddDate(0, 0, days))
}

// Jobs are the sweeps of orders that take their next step by themselves.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "complete-orders", Says: "Take orders to have arrived that were sent some days ago, and complete those that have arrived.", Every: 5 * time.Minute,
		Step: s.moveSome, Due: s.countMoving,
	}}
}

// stepSize is how many orders a sweep takes in one step.
const stepSize = 50

var itself = mall.Actor{Kind: mall.ActorSystem}

func (s *Service) moveSome(ctx context.Context) (done int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = 0
		orders, err := moving(ctx, tx, s.clock(), stepSize)
		if err != nil {
			return err
		}
		for _, o := range orders {
			on, note := EventDelivered, "taken to have arrived"
			if o.Status == mall.OrderDelivered {
				on, note = EventCompleted, "its time is over"
			}
			step, ok := Next(o.Status, on)
			if !ok {
				return mall.Errorf(mall.CodeInvalidState, "order %[1]s is %[2]s and was to move on", "订单 %[1]s %[3]s，无法自动流转", o.ID, o.Status.Text().EN, o.Status.Text().ZH)
			}
			if _, err := s.step(ctx, tx, itself, o, step.To, note); err != nil {
				return err
			}
		}
		done = len(orders)
		return nil
	})
	return done, err
}
