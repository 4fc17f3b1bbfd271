// Package sse speaks GraphQL over Server-Sent Events in its distinct connections
// mode, as PROTOCOL.md of the graphql-sse package has it: one request, one operation,
// one stream of "next" events that a "complete" ends.
//
// POST is for clients that can send a body and headers; GET is for a browser's
// EventSource, which can send neither, and runs no mutations. Tokens come in the
// Authorization header alone, never in a URL, which servers, proxies and browsers
// keep in logs and histories: an EventSource reads what is public.
package sse
