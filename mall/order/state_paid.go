package order

import "pointsmall/mall"

// An order that is paid has what it costs, and nobody has begun to make it ready: it can
// still be cancelled. Whatever paid it goes back then.
var fromPaid = []Step{
	{On: EventPrepared, To: mall.OrderFulfilling, ByStaff: true},
	{On: EventCancelled, To: mall.OrderCancelled, Effects: []Effect{EffectGiveBack, EffectGiveCouponsBack}},
	{On: EventAllBack, To: mall.OrderRefunded},
}
