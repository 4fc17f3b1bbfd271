// Package catalog keeps what the mall offers: categories, products, SKUs, their
// prices and their stock. What is always true:
//
//   - Stock on hand is never negative, and never below what is reserved and what a sale has set
//     apart.
//   - What came in less what is on hand is what orders took.
//   - What came in is the sum of the SKU's movements. Only an adjustment of staff changes it.
//   - The redemptions of a SKU that has a limit are counted, member by member, and of no other.
//   - A product's points_from is the fewest points that any of its prices for everybody
//     asks, those in money alone left out; where all are for tiers, the fewest of those.
package catalog
