package order_test

import (
	"testing"

	"pointsmall/mall"
)

func TestNothingMovesACompletedOrder(t *testing.T) {
	assertWaysOut(t, mall.OrderCompleted, nil)
}
