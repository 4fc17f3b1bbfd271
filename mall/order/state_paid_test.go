package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

func TestAPaidOrderIsMadeReadyOrCancelled(t *testing.T) {
	assertWaysOut(t, mall.OrderPaid, map[order.Event]order.Step{
		order.EventPrepared:  {To: mall.OrderFulfilling},
		order.EventCancelled: {To: mall.OrderCancelled, Effects: []order.Effect{order.EffectGiveBack, order.EffectGiveCouponsBack}},
		order.EventAllBack:   {To: mall.OrderRefunded},
	}, mall.OrderFulfilling)
}
