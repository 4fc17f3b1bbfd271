package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

func TestAShippedOrderIsDelivered(t *testing.T) {
	assertWaysOut(t, mall.OrderShipped, map[order.Event]order.Step{
		order.EventDelivered: {To: mall.OrderDelivered}, order.EventConfirmed: {To: mall.OrderCompleted}, order.EventAllBack: {To: mall.OrderRefunded},
	}, mall.OrderDelivered)
}
