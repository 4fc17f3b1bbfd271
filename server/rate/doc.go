// Package rate bounds what callers may ask for over time, by cost: a bucket for each
// caller fills with so much cost a second, and operations take theirs out of it. Who
// has anything left may run one that takes more than is left, so that nothing that the
// limits of a document allow is ever out of reach; then the bucket must fill first.
//
// Whose bucket it is: a gateway's, a signed-in member's or staff user's, an API key's
// or a partner's, else that of the address. The buckets are kept in memory, each
// server's its own.
package rate
