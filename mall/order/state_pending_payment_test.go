package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

func TestAnUnpaidOrderIsPaidOrGivenUpAndKeepsNothing(t *testing.T) {
	freed := order.Step{To: mall.OrderCancelled, Effects: []order.Effect{order.EffectReleaseHeld, order.EffectReleaseReserved, order.EffectGiveCouponsBack, order.EffectUncount}}
	assertWaysOut(t, mall.OrderPendingPayment, map[order.Event]order.Step{
		order.EventPaid:      {To: mall.OrderPaid, Effects: []order.Effect{order.EffectSpendHeld, order.EffectTakeReserved, order.EffectUseCoupons, order.EffectEarn}},
		order.EventCancelled: freed,
		order.EventTimedOut:  freed,
	})
}
