package subgraph_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/graph/subgraph"
	"pointsmall/mall"
)

var keys = subgraph.Keys{"Product": {"id", "slug"}, "Sku": {"id", "code"}}

func TestRepresentationsThatAreUnderstood(t *testing.T) {
	for _, c := range []struct {
		representation map[string]any
		want           subgraph.Reference
	}{
		{map[string]any{"__typename": "Product", "id": "p"}, subgraph.Reference{Type: "Product", Field: "id", Value: "p"}},
		{map[string]any{"__typename": "Product", "slug": "s", "id": nil}, subgraph.Reference{Type: "Product", Field: "slug", Value: "s"}},
		{map[string]any{"__typename": "Product", "slug": "s", "id": "p"}, subgraph.Reference{Type: "Product", Field: "id", Value: "p"}},
		{map[string]any{"__typename": "Sku", "code": "", "weight": 3}, subgraph.Reference{Type: "Sku", Field: "code", Value: ""}},
	} {
		got, refusal := keys.Read(c.representation)
		require.Nil(t, refusal, c.representation)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.want.Type+"."+c.want.Field, got.Key())
	}
}

func TestRepresentationsThatMakeNoSense(t *testing.T) {
	for _, representation := range []any{
		nil, "Product", true, json.Number("1"), []any{}, map[string]any{},
		map[string]any{"id": "p"},
		map[string]any{"__typename": 1, "id": "p"},
		map[string]any{"__typename": "Member", "id": "p"},
		map[string]any{"__typename": "product", "id": "p"},
		map[string]any{"__typename": "Product"},
		map[string]any{"__typename": "Product", "id": nil},
		map[string]any{"__typename": "Product", "code": "p"},
		map[string]any{"__typename": "Product", "id": json.Number("1"), "slug": "s"},
		map[string]any{"__typename": "Product", "id": map[string]any{"eq": "p"}},
		map[string]any{"__typename": "Product", "slug": "a\x00b"},
		map[string]any{"__typename": "Product", "slug": "\xff"},
	} {
		got, refusal := keys.Read(representation)
		require.NotNil(t, refusal, representation)
		assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
		assert.Equal(t, []string{"representations"}, refusal.Path)
		assert.NotEmpty(t, refusal.Text.ZH)
		assert.Zero(t, got)
	}
}
