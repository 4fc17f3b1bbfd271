// Package fuzz makes random GraphQL requests for a schema. Their documents are always
// valid; what is random is which fields they ask for, by which syntax, and with which
// values, of which many lie on the borders of what a type can hold, or beyond.
//
// A request follows from its seed and number alone, so that one that did harm can be
// made again.
package fuzz
