package order

import "pointsmall/mall"

var fromDelivered = []Step{{On: EventCompleted, To: mall.OrderCompleted, ByStaff: true}}
