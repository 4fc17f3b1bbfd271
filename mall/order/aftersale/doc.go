// Package aftersale keeps what members want of orders that have come, or do not come: money back,
// goods back and money, or other goods. What is always true:
//
//   - An order has at most one after-sale that is open.
//   - Its version counts its states from 1; each later one has a change record.
//   - One that gives something back ends in the transaction that gives it.
//
// It changes under the lock of its order. What goes back, package checkout decides.
package aftersale
