package order

// Nothing moves an order whose points and money went back.
var fromRefunded []Step
