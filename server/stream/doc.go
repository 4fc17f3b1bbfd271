// Package stream holds what WebSockets and event streams have in common: how many
// of them there may be (Gate), and when one must end (Until).
package stream
