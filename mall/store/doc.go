// Package store opens the mall's database and runs what changes it.
//
// One DB speaks to SQLite (embedded, one writer) or to PostgreSQL. Statements are
// written once for both; Dialect bridges what differs. InTx runs a transaction,
// Group runs many requests in one (the write path), and Batch sends all writes of
// a transaction in one round trip where the database can do so.
//
// Statements are prepared once a connection and kept: planning costs more than
// running most of them.
package store
