package graph

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph/generated"
)

// A list that costs as much as one of its items lets a small document ask for very much.
func TestEveryListHasACost(t *testing.T) {
	schema := generated.NewExecutableSchema(generated.Config{})
	costs := Weighed(schema)
	for _, object := range schema.Schema().Types {
		if object.Kind != ast.Object || strings.HasPrefix(object.Name, "__") {
			continue
		}
		for _, field := range object.Fields {
			items := schema.Schema().Types[field.Type.Name()]
			_, weighs := costs.Complexity(t.Context(), object.Name, field.Name, 10, nil)
			switch {
			case IsConnection(items.Name):
				assert.True(t, weighs, "%s.%s", object.Name, field.Name)
			case field.Type.Elem == nil || items.IsLeafType() || strings.HasPrefix(field.Name, "__"):
				// Not a list, or one without fields below it.
			case IsConnection(object.Name) || field.Name == "userErrors":
				// The field of the connection counts for its items; there is one user error at most.
			default:
				assert.True(t, weighs, "say in lengths how long %s.%s may be", object.Name, field.Name)
			}
		}
	}
}

func TestCostsAreOfListsThatThereAre(t *testing.T) {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	for field := range lengths {
		object, name, _ := strings.Cut(field, ".")
		if assert.NotNil(t, schema.Types[object], field) && assert.NotNil(t, schema.Types[object].Fields.ForName(name), field) {
			assert.NotNil(t, schema.Types[object].Fields.ForName(name).Type.Elem, field)
		}
	}
}

func TestAConnectionCostsItsNodesAsOftenAsItMayHoldThem(t *testing.T) {
	costs := Weighed(generated.NewExecutableSchema(generated.Config{}))
	for _, c := range []struct {
		arguments map[string]any
		want      int
	}{
		{nil, 1 + 20*7},
		{map[string]any{"first": int64(3), "last": nil}, 1 + 3*7},
		{map[string]any{"last": int64(50)}, 1 + 50*7},
		{map[string]any{"first": int64(1_000_000)}, 1 + 100*7},
		{map[string]any{"first": int64(-5)}, 1 + 7},
	} {
		cost, _ := costs.Complexity(t.Context(), "Query", "products", 7, c.arguments)
		assert.Equal(t, c.want, cost, c.arguments)
	}
	cost, _ := costs.Complexity(t.Context(), "Query", "products", math.MaxInt32/2, nil)
	assert.Equal(t, math.MaxInt32, cost, "a cost never overflows")
}
