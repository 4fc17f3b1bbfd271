package order

import "pointsmall/mall"

var fromDelivered = []Step{
	{On: EventCompleted, To: mall.OrderCompleted, ByStaff: true},
	{On: EventConfirmed, To: mall.OrderCompleted},
	{On: EventAllBack, To: mall.OrderRefunded},
}
