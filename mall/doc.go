// Package mall holds the words that every other package shares: points and
// money, typed identifiers, who acts, error codes, the clock and the enums that
// the database and the API have in common. It knows no database and no network.
package mall
