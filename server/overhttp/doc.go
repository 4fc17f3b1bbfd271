// Package overhttp speaks GraphQL over HTTP as its specification says
// (https://graphql.github.io/graphql-over-http/draft/, of 2026-08-06): GET for queries, POST, and the
// multipart requests that carry files. Subscriptions go other ways.
//
// What callers send is never repeated to them, nor are the errors of Go's libraries:
// each refusal is a sentence and a code.
package overhttp
