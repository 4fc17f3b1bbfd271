package inorder

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalSlice calls marshal for each element, in order, with a context that says
// which one it is. An element whose marshal panics is null, and an error says so.
func MarshalSlice(ctx context.Context, length int, marshal func(ctx context.Context, i int) graphql.Marshaler) graphql.Array {
	list := make(graphql.Array, length)
	// An error may look up the path to its field after the loop has gone on: each element keeps its own.
	places := make([]graphql.FieldContext, length)
	indices := make([]int, length)
	for i := range list {
		indices[i] = i
		places[i].Index = &indices[i]
		list[i] = marshalElement(graphql.WithFieldContext(ctx, &places[i]), i, marshal)
	}
	return list
}

func marshalElement(ctx context.Context, i int, marshal func(context.Context, int) graphql.Marshaler) (element graphql.Marshaler) {
	defer func() {
		if p := recover(); p != nil {
			graphql.AddError(ctx, graphql.Recover(ctx, p))
			element = graphql.Null
		}
	}()
	return marshal(ctx, i)
}
