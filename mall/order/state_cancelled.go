package order

import "pointsmall/mall"

// A cancelled order has nothing. Money that arrives for it after all, soon enough, buys
// again what is still to be had.
var fromCancelled = []Step{
	{On: EventPaidLate, To: mall.OrderPaid, Effects: []Effect{EffectSpendAnew, EffectTakeStock, EffectUseAnew, EffectCount, EffectEarn}},
}
