package order

import "pointsmall/mall"

// An order that is completed moves only when all of it comes back after all.
var fromCompleted = []Step{{On: EventAllBack, To: mall.OrderRefunded}}
