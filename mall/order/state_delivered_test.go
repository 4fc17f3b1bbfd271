package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

func TestADeliveredOrderIsCompleted(t *testing.T) {
	assertWaysOut(t, mall.OrderDelivered, map[order.Event]order.Step{
		order.EventCompleted: {To: mall.OrderCompleted}, order.EventConfirmed: {To: mall.OrderCompleted}, order.EventAllBack: {To: mall.OrderRefunded},
	}, mall.OrderCompleted)
}
