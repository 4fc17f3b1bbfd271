package server

import (
	"bytes"
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// rooted gives a subscription's results the form that the specification wants, where
// gqlgen forgets the root field: the paths of errors begin with it, and where it may
// not be null but is, data is null instead.
func rooted(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	op := graphql.GetOperationContext(ctx)
	if op.Operation == nil || op.Operation.Operation != ast.Subscription {
		return next(ctx)
	}
	fields := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Subscription"})
	if len(fields) != 1 {
		return next(ctx)
	}
	root := fields[0]
	response := next(graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Subscription", Field: root}))
	if response != nil && root.Definition.Type.NonNull && bytes.Equal(response.Data, []byte(`{"`+root.Alias+`":null}`)) {
		response.Data = []byte("null")
	}
	return response
}
