package order

import "pointsmall/mall"

var fromShipped = []Step{
	{On: EventDelivered, To: mall.OrderDelivered, ByStaff: true},
	{On: EventConfirmed, To: mall.OrderCompleted},
	{On: EventAllBack, To: mall.OrderRefunded},
}
