// Package refund reckons what goes back of an order: points and money, without a database,
// without a clock. What is always true:
//
//   - What has gone back in all never exceeds what was paid, of each tender.
//   - When every piece has come back, everything that was paid has gone back, to the point and
//     to the cent, however many refunds there were and in whatever order they came; what sending
//     it cost, as the mall's setting says.
//   - What is kept costs what it costs by the order's own terms (ruling R22): a discount, free
//     shipping or a share of points that the kept lines would not have had is not kept.
//
// Terms.Reprice is the one place that says what kept lines cost. Terms.Back makes of that what
// goes back now, and in which tenders (ruling R23).
//
// The package imports nothing of package checkout.
package refund
