// Package stack decides which of several benefits hold together: what earning rules give, what
// coupons take off. It is pure, and knows neither points nor money. A benefit says by
// mall.Stacking how it goes together with others:
//
//   - One that is EXCLUSIVE stands alone.
//   - Of each BEST_OF group the largest stays.
//   - All others go together.
//
// Benefits come in the order of their priority: the first of equals is taken.
package stack
