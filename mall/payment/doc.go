// Package payment keeps how orders are paid with money. A payment is one attempt; what
// happened to it is a row of events that are never changed, and all that is known of it
// follows from them. What is always true:
//
//   - A payment's status is what its events add up to.
//   - No more goes back of a payment than has arrived.
//
// A provider (Provider) takes the money: each has a package below this one, which imports
// this one. No provider is called inside a transaction. The package does not know what an
// order is beyond its id, and does not decide what a payment leads to: see mall/checkout.
package payment
