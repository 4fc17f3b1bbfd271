// Package document decides which GraphQL documents the server runs: those within its
// limits and, where a mall says so, only those that it has registered. It finds
// documents that callers name by their hash, and keeps what it has parsed.
//
// The limits are checked on the parsed text, in time linear in its length and before
// it is validated: validation compares fields with each other, in time quadratic in
// their number, and far more where fragments are spread in fragments.
package document
