// Package graph answers GraphQL: its resolvers authorize, call one verb of the
// domain and wrap what comes back. Everything under generated and model is made by
// gqlgen from schema/.
package graph
