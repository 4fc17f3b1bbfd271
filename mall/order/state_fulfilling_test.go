package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

func TestAnOrderThatIsMadeReadyIsShippedOrDeliveredAtOnce(t *testing.T) {
	assertWaysOut(t, mall.OrderFulfilling, map[order.Event]order.Step{
		order.EventShipped: {To: mall.OrderShipped}, order.EventDelivered: {To: mall.OrderDelivered}, order.EventAllBack: {To: mall.OrderRefunded},
	}, mall.OrderShipped, mall.OrderDelivered)
}
