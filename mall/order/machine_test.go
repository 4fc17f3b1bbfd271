package order_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/order"
)

// events are all there are.
var events = []order.Event{
	order.EventPaid, order.EventPaidLate, order.EventTimedOut, order.EventCancelled,
	order.EventPrepared, order.EventShipped, order.EventDelivered, order.EventCompleted, order.EventConfirmed, order.EventAllBack,
}

// assertWaysOut expects that a state has these ways out and no other, and that staff may take
// these of them.
func assertWaysOut(t *testing.T, from mall.OrderStatus, want map[order.Event]order.Step, staff ...mall.OrderStatus) {
	t.Helper()
	for _, e := range events {
		got, ok := order.Next(from, e)
		expected, there := want[e]
		assert.Equal(t, there, ok, "%s of an order that is %s", e, from)
		if there {
			assert.Equal(t, expected.To, got.To, e)
			assert.Equal(t, expected.Effects, got.Effects, e)
		}
	}
	assert.ElementsMatch(t, staff, order.NextStatuses(from))
}

// What moves points, money or stock is never a mere change of state.
func TestStaffNeverPayCancelOrRefundByHand(t *testing.T) {
	for _, from := range mall.OrderStatus("").Values() {
		next := order.NextStatuses(mall.OrderStatus(from))
		assert.NotNil(t, next, "the API shows a list")
		for _, never := range []mall.OrderStatus{mall.OrderPaid, mall.OrderCancelled, mall.OrderRefunded, mall.OrderPendingPayment} {
			assert.NotContains(t, next, never, from)
		}
	}
}

func TestThePictureOfOrdersIsCurrent(t *testing.T) {
	page, err := os.ReadFile("../../docs/checkout.md")
	require.NoError(t, err)
	assert.Contains(t, string(page), "```mermaid\n"+order.Picture()+"```\n", "put the output of order.Picture() into docs/checkout.md")
}
