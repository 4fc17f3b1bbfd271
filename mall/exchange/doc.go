// Package exchange lets a member exchange points for goods: one call takes the
// points and the stock and makes the order, or does nothing.
//
// Requests that arrive together are served together (store.Engine): the accounts,
// lots and stock rows of all of them are locked and read at once, each request is
// decided in memory in its turn, and everything is saved in one statement. Two
// requests of one group see each other's effects exactly as if one had come after
// the other.
package exchange
