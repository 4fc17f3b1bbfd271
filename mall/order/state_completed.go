package order

// Nothing moves an order that is completed.
var fromCompleted []Step
