// Package server puts the mall on the network: it wires the services together,
// finds out who calls, and speaks GraphQL over HTTP, WebSocket and SSE.
package server
