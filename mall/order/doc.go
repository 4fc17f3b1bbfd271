// Package order keeps orders: what a member got, what it cost, and which state it
// is in. What is always true:
//
//   - An order's points and cash are the sums of its lines.
//   - Its version counts its states from 1; each later one has a change record.
//   - It is the idempotency record of the request that placed it: one order for
//     each member and key.
package order
