package order

import (
	"pointsmall/ent"
	"pointsmall/mall"
)

// Refund is what went back of an order at once, with the pieces that came back.
type Refund struct {
	*ent.OrderRefund
	Lines []*ent.OrderRefundLine
}

// Refunds are those of orders, each order's oldest first.
type Refunds map[mall.OrderID][]*Refund

// CameBack is how many pieces of each line of an order have come back; lines is how many
// lines it has.
func (r Refunds) CameBack(id mall.OrderID, lines int) []int {
	back := make([]int, lines)
	for _, one := range r[id] {
		for _, l := range one.Lines {
			back[LineNumber(l.OrderLineID)-1] += l.Quantity
		}
	}
	return back
}

// LineNumber is the place of a line in its order, from 1.
func LineNumber(id mall.OrderLineID) int { return int(id[15]) }

// Refundable reports whether something of an order can go back in its state: it is paid, and
// has not been given up.
func Refundable(status mall.OrderStatus) bool {
	_, ok := Next(status, EventAllBack)
	return ok
}

// Sent reports whether an order has left the mall.
func Sent(status mall.OrderStatus) bool {
	switch status {
	case mall.OrderShipped, mall.OrderDelivered, mall.OrderCompleted:
		return true
	default:
		return false
	}
}
