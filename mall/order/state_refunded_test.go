package order_test

import (
	"testing"

	"pointsmall/mall"
)

func TestNothingMovesARefundedOrder(t *testing.T) {
	assertWaysOut(t, mall.OrderRefunded, nil)
}
