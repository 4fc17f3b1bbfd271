// Package quote reckons what an order costs: points and money of its lines, and how much of
// the money points may pay. It is pure: no database, no context, no clock. What is always
// true:
//
//   - The lines of a bill sum to its totals, to the point and to the minor unit.
//   - No line is discounted by more than it asks, and a discount loses no minor unit.
//   - Points pay no more of a line's money than its SKU allows.
//   - Points charged are rounded up, and money off is rounded down.
//
// The order is fixed: Discount, then Offset.
package quote
