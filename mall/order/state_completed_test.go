package order_test

import (
	"testing"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

// Not even a step of staff: only all of it that comes back.
func TestNothingButItsReturnMovesACompletedOrder(t *testing.T) {
	assertWaysOut(t, mall.OrderCompleted, map[order.Event]order.Step{order.EventAllBack: {To: mall.OrderRefunded}})
}
