package order

import (
	"slices"

	"pointsmall/mall"
)

// next lists the states that staff may move an order to. Cancelling and refunding
// move points and stock, so they are operations of their own.
var next = map[mall.OrderStatus][]mall.OrderStatus{
	mall.OrderPaid:       {mall.OrderFulfilling},
	mall.OrderFulfilling: {mall.OrderShipped, mall.OrderDelivered}, // delivered at once: virtual goods, pick-up
	mall.OrderShipped:    {mall.OrderDelivered},
	mall.OrderDelivered:  {mall.OrderCompleted},
}

// Next lists the states that staff may move an order to from s.
func Next(s mall.OrderStatus) []mall.OrderStatus { return slices.Clone(next[s]) }

func checkNext(from, to mall.OrderStatus) *mall.Error {
	if slices.Contains(next[from], to) {
		return nil
	}
	return mall.Errorf(mall.CodeInvalidState, "an order that is %s cannot become %s; nextStatuses lists what it can become",
		"状态为 %s 的订单不能变为 %s，可选状态见 nextStatuses", from, to).At("status")
}
