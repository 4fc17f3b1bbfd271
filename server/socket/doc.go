// Package socket speaks GraphQL over WebSocket: the graphql-transport-ws protocol,
// as PROTOCOL.md of the graphql-ws package has it.
//
// A socket has one goroutine that reads, one for each operation, and one that pings.
// Whoever has something to say writes it himself, one at a time: an operation makes
// its next result only when its last one is written, so that what waits for a slow
// reader is at most one result an operation. A reader that takes nothing for
// Options.WriteTimeout is dropped.
package socket
