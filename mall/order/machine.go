package order

import "pointsmall/mall"

// Event is what happens to an order.
type Event string

// The events there are.
const (
	// EventPaid is the order's money that has arrived, in time.
	EventPaid Event = "paid"
	// EventPaidLate is the order's money that has arrived after the order was given up.
	EventPaidLate Event = "paid late"
	// EventTimedOut is the end of the time in which the order had to be paid.
	EventTimedOut Event = "timed out"
	// EventCancelled is the wish of the member or of staff.
	EventCancelled Event = "cancelled"
	// EventAllBack is the last piece that has come back, or was given up.
	EventAllBack Event = "all came back"

	// These are reported by staff.
	EventPrepared  Event = "being prepared"
	EventShipped   Event = "shipped"
	EventDelivered Event = "delivered"
	EventCompleted Event = "completed"

	// EventConfirmed is the member who says that all of it has come.
	EventConfirmed Event = "confirmed by the member"
)

// Effect is what has to be done in the transaction of a step.
type Effect string

// The effects there are.
const (
	// EffectSpendHeld spends the points that the order holds.
	EffectSpendHeld Effect = "spend held points"
	// EffectReleaseHeld frees the points that the order holds.
	EffectReleaseHeld Effect = "release held points"
	// EffectSpendAnew spends points of an order that holds none any more: those that it had
	// held first.
	EffectSpendAnew Effect = "spend points anew"
	// EffectGiveBack gives back all that has not gone back yet: points, money, pieces and
	// counts for limits; and takes back what the order has earned.
	EffectGiveBack Effect = "give everything back"

	// EffectTakeReserved takes the reserved pieces out of the stock.
	EffectTakeReserved Effect = "take reserved stock"
	// EffectReleaseReserved frees the reserved pieces.
	EffectReleaseReserved Effect = "release reserved stock"
	// EffectTakeStock takes pieces that are not reserved any more.
	EffectTakeStock Effect = "take stock anew"

	// EffectCount and EffectUncount change what the member has redeemed of SKUs with a limit.
	EffectCount   Effect = "count for limits"
	EffectUncount Effect = "uncount for limits"

	// EffectUseCoupons uses up the coupons that the order has reserved; EffectUseAnew those
	// of an order that has none any more.
	EffectUseCoupons Effect = "use reserved coupons"
	EffectUseAnew    Effect = "use coupons anew"
	// EffectGiveCouponsBack frees the order's coupons.
	EffectGiveCouponsBack Effect = "give coupons back"

	// EffectEarn records the order as a purchase, which earns points.
	EffectEarn Effect = "earn points"
)

// Step is a way from one state to another.
type Step struct {
	On      Event
	To      mall.OrderStatus
	Effects []Effect
	// ByStaff is true for steps that setOrderStatus takes. All others move points, money or
	// stock, and are operations of their own.
	ByStaff bool
}

// steps are the ways out of each state. Each state has a file.
var steps = map[mall.OrderStatus][]Step{
	mall.OrderPendingPayment: fromPendingPayment,
	mall.OrderPaid:           fromPaid,
	mall.OrderFulfilling:     fromFulfilling,
	mall.OrderShipped:        fromShipped,
	mall.OrderDelivered:      fromDelivered,
	mall.OrderCompleted:      fromCompleted,
	mall.OrderCancelled:      fromCancelled,
	mall.OrderRefunded:       fromRefunded,
}

// Next is what an event makes of an order in a state; ok is false where it makes no sense.
func Next(from mall.OrderStatus, on Event) (step Step, ok bool) {
	for _, s := range steps[from] {
		if s.On == on {
			return s, true
		}
	}
	return Step{}, false
}

// NextStatuses lists the states that staff may move an order to.
func NextStatuses(from mall.OrderStatus) []mall.OrderStatus {
	next := []mall.OrderStatus{}
	for _, s := range steps[from] {
		if s.ByStaff {
			next = append(next, s.To)
		}
	}
	return next
}

// checkNext refuses a step that is not for staff to take.
func checkNext(from, to mall.OrderStatus) *mall.Error {
	for _, s := range steps[from] {
		if s.ByStaff && s.To == to {
			return nil
		}
	}
	is, shall := from.Text(), to.Text()
	return mall.Errorf(mall.CodeInvalidState, "the order is %[1]s: it cannot be set to %[3]q; nextStatuses lists what it can be set to",
		"订单%[2]s，不能改为“%[4]s”，可选状态见 nextStatuses", is.EN, is.ZH, shall.EN, shall.ZH).At("status")
}
