package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

func TestACancelledOrderComesBackByLateMoneyAlone(t *testing.T) {
	assertWaysOut(t, mall.OrderCancelled, map[order.Event]order.Step{
		order.EventPaidLate: {To: mall.OrderPaid, Effects: []order.Effect{order.EffectSpendAnew, order.EffectTakeStock, order.EffectUseAnew, order.EffectCount, order.EffectEarn}},
	})
}
