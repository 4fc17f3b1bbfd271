package checkout

import (
	"context"
	"errors"
	"sync"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// stepSize is how many orders a sweep takes in one step.
const stepSize = 50

// timeOut gives an order up whose time is over and whose payments are closed.
type timeOut struct{ about *facts }

var timingOut = &store.UseCase[*orderDesk, timeOut, bool]{Want: timeOut.want, Decide: timeOut.decide}

func (r timeOut) want(d *orderDesk) { d.about(r.about, false) }

// decide answers whether it has given the order up: it may have been paid meanwhile.
func (r timeOut) decide(d *orderDesk) (bool, *mall.Error) {
	o := d.orders.Find(r.about.id)
	if o == nil || o.Status != mall.OrderPendingPayment || d.now.Before(*o.PayUntil) {
		return false, nil
	}
	d.closed(o.ID, "the order's time is over")
	return d.take(o, order.EventTimedOut, "it was not paid in time", system), nil
}

// giveUpSome gives up orders that were not paid in time. Those whose provider does not say
// whether they are paid wait, and keep none behind them waiting.
func (s *Service) giveUpSome(ctx context.Context) (done int, err error) {
	var failed error
	silent := &silence{}
	for waiting := 0; ; {
		orders, err := s.Orders.Unpaid(ctx, waiting, stepSize)
		if err != nil || len(orders) == 0 {
			return done, errors.Join(failed, err)
		}
		some, err := s.giveUp(ctx, orders, silent)
		done, waiting, failed = done+some, waiting+len(orders)-some, errors.Join(failed, err)
	}
}

func (s *Service) giveUp(ctx context.Context, orders []*ent.Order, silent *silence) (done int, err error) {
	known, err := s.facts(ctx, orders)
	if err != nil {
		return 0, err
	}
	var mu sync.Mutex
	var requests []timeOut
	failed := atOnce(orders, func(o *ent.Order) error {
		ok, err := s.closePayments(ctx, o.ID, silent)
		if ok {
			mu.Lock()
			defer mu.Unlock()
			requests = append(requests, timeOut{known[o.ID]})
		}
		return err
	})
	for _, out := range timingOut.DoAll(ctx, s.settling, requests) {
		failed = errors.Join(failed, out.Err)
		if out.Answer {
			done++
		}
	}
	return done, failed
}
