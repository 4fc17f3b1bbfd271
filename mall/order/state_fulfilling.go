package order

import "pointsmall/mall"

// An order that is made ready is shipped, or delivered at once: virtual goods, pick-up.
var fromFulfilling = []Step{
	{On: EventShipped, To: mall.OrderShipped, ByStaff: true},
	{On: EventDelivered, To: mall.OrderDelivered, ByStaff: true},
	{On: EventAllBack, To: mall.OrderRefunded},
}
