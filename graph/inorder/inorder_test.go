package inorder_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/stretchr/testify/assert"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph/inorder"
)

func written(m graphql.Marshaler) string {
	var b bytes.Buffer
	m.MarshalGQL(&b)
	return b.String()
}

func selected(aliases ...string) (fields []graphql.CollectedField) {
	for _, a := range aliases {
		fields = append(fields, graphql.CollectedField{Field: &ast.Field{Alias: a}})
	}
	return fields
}

func TestObject(t *testing.T) {
	assert.Equal(t, "{}", written(inorder.NewObject(nil)))
	o := inorder.NewObject(selected("a", "b", "a"))
	o.Values[0], o.Values[1], o.Values[2] = graphql.MarshalString("x"), graphql.Null, graphql.MarshalString("again")
	assert.Equal(t, `{"a":"x","b":null}`, written(o), "a name is written once")
}

// A panic ends its element alone, and the error names that element, even when it is
// told after the list was walked.
func TestMarshalSlice(t *testing.T) {
	ctx := graphql.WithResponseContext(t.Context(), graphql.DefaultErrorPresenter, func(context.Context, any) error { return errors.New("panicked") })
	var late []context.Context
	list := inorder.MarshalSlice(ctx, 3, func(ctx context.Context, i int) graphql.Marshaler {
		late = append(late, ctx)
		if i == 1 {
			panic("one")
		}
		return graphql.MarshalInt(i)
	})
	assert.Equal(t, "[0,null,2]", written(list))
	graphql.AddError(late[2], errors.New("late"))
	var told []string
	for _, e := range graphql.GetErrors(ctx) {
		told = append(told, e.Error())
	}
	assert.Equal(t, []string{"input: [1] panicked", "input: [2] late"}, told)
	assert.Equal(t, "[]", written(inorder.MarshalSlice(ctx, 0, nil)))
}
