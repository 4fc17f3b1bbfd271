package order

import "pointsmall/mall"

// An order that waits for its money holds its points and reserves its pieces. Both end with
// the wait: they are taken or freed in the transaction that moves the order on.
var fromPendingPayment = []Step{
	{On: EventPaid, To: mall.OrderPaid, Effects: []Effect{EffectSpendHeld, EffectTakeReserved, EffectUseCoupons, EffectEarn}},
	{On: EventCancelled, To: mall.OrderCancelled, Effects: []Effect{EffectReleaseHeld, EffectReleaseReserved, EffectGiveCouponsBack, EffectUncount}},
	{On: EventTimedOut, To: mall.OrderCancelled, Effects: []Effect{EffectReleaseHeld, EffectReleaseReserved, EffectGiveCouponsBack, EffectUncount}},
}
