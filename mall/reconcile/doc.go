// Package reconcile proves that the books are right: that entries, lots, balances,
// orders, purchases and stock all say the same. It reads one state of the database
// while others write, and changes nothing.
package reconcile
