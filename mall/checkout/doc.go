// Package checkout sells goods for points and money. What is always true:
//
//   - An order that waits for its money holds its points and reserves its pieces; it is paid,
//     or given up and has nothing.
//   - Points, stock, limits, money and the order's state change in one transaction.
//   - No money is lost and none is kept twice: what arrives pays an order, or goes back.
//
// A quote (quote.go) writes nothing: its id says all of its terms, and is sealed. Placing
// (place.go) is one use case with a desk of its own (desk.go). Whatever happens to an order
// afterwards goes to another desk (orderdesk.go): callbacks of providers (outcome.go), the end of
// its time (timeout.go), a member's or staff's wish (cancel.go), another attempt to pay it
// (pay.go), money that went back (sendback.go). What a step of an order does says the machine
// of package order; effects.go does it.
//
// Its child quote is pure and imports nothing of it.
package checkout
