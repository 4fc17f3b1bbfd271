package arguments_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/graph/arguments"
	"pointsmall/mall"
)

var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	interface Thing { named(as: String = "x"): String }
	type Box implements Thing { named(as: String = "x", loud: Boolean): String }
	enum Colour { RED }
	input In { a: Int! = 1, list: [[Int!]], colour: Colour, in: In, f: Float }
	type Query { thing(in: In, n: Int): Thing box(id: ID): Box }`})

// operation is an operation of a valid document.
func operation(t *testing.T, text string) *ast.OperationDefinition {
	t.Helper()
	doc, faults := gqlparser.LoadQueryWithRules(schema, text, rules.NewDefaultRules())
	require.Empty(t, faults)
	return doc.Operations[0]
}

// numbers reads JSON as transports do: numbers keep their digits.
func numbers(t *testing.T, text string) (read map[string]any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&read))
	return read
}

func TestVariables(t *testing.T) {
	for _, c := range []struct {
		declared, sent, want string   // want is JSON
		bad                  []string // the way to what is to blame
	}{
		{"$n: Int", `{}`, `{}`, nil},
		{"$n: Int", `{"n": null, "more": 1}`, `{"n": null}`, nil},
		{"$n: Int", `{"n": 2.0}`, `{"n": 2}`, nil},
		{"$n: Int", `{"n": "2"}`, "", []string{"n"}},
		{"$n: Int! = 3", `{}`, `{}`, nil},
		{"$n: Int! = 3", `{"n": null}`, "", []string{"n"}},
		{"$n: Int!", `{}`, "", []string{"n"}},
		{"$n: ID", `{"n": 4}`, `{"n": "4"}`, nil},
		{"$n: ID", `{"n": 4.5}`, "", []string{"n"}},
		{"$n: Colour", `{"n": "RED"}`, `{"n": "RED"}`, nil},
		{"$n: Colour", `{"n": "red"}`, "", []string{"n"}},
		{"$n: Boolean", `{"n": 1}`, "", []string{"n"}},
		{"$n: String", `{"n": 1}`, "", []string{"n"}},
		{"$n: In", `{"n": {"list": 1, "in": {"a": 2.0}, "f": 1.5}}`, `{"n": {"list": [[1]], "in": {"a": 2}, "f": 1.5}}`, nil},
		{"$n: In", `{"n": {"list": [[1], [2, null]]}}`, "", []string{"n", "list", "1", "1"}},
		{"$n: In", `{"n": {"in": {"in": {"a": null}}}}`, "", []string{"n", "in", "in", "a"}},
		{"$n: In", `{"n": {"b": 1}}`, "", []string{"n", "b"}},
		{"$n: In", `{"n": {"f": "1"}}`, "", []string{"n", "f"}},
		{"$n: In", `{"n": [1]}`, "", []string{"n"}},
		{"$n: [Int!]!", `{"n": []}`, `{"n": []}`, nil},
		{"$n: Nobody", `{"n": 1}`, `{"n": 1}`, nil},
	} {
		doc, err := parser.ParseQuery(&ast.Source{Input: "query(" + c.declared + ") { __typename }"})
		require.NoError(t, err)
		got, refusal := arguments.Variables(t.Context(), schema, doc.Operations[0], numbers(t, c.sent))
		if c.bad != nil {
			require.NotNil(t, refusal, c)
			assert.Equal(t, map[string]any{"code": "BAD_USER_INPUT", "variable": c.bad}, refusal.Extensions, c)
			assert.NotEmpty(t, refusal.Locations)
			continue
		}
		require.Nil(t, refusal, c)
		encoded, err := json.Marshal(got)
		require.NoError(t, err)
		assert.JSONEq(t, c.want, string(encoded), c)
	}
}

// The arguments of a field that is selected by an interface are read for each object
// that it may be, and again when it is known which one it is.
func TestArgumentsBehindAnInterface(t *testing.T) {
	asked := map[string]int{}
	e := arguments.Extension{Schema: schema, Of: func(object, field string) arguments.Reader {
		return func(_ context.Context, raw map[string]any) (map[string]any, error) {
			asked[object+"."+field]++
			if raw["as"] == "bad" {
				return nil, mall.BadValue("bad it is")
			}
			return raw, nil
		}
	}}
	op := &graphql.OperationContext{Operation: operation(t, `{ thing { named(as: "y") } box { named ...f ...f } } fragment f on Box { again: named }`)}
	require.Nil(t, e.MutateOperationContext(t.Context(), op))
	assert.Equal(t, map[string]int{"Query.thing": 1, "Query.box": 1, "Box.named": 3}, asked)

	box := op.Operation.SelectionSet[1].(*ast.Field).SelectionSet[0].(*ast.Field)
	never := func(context.Context, map[string]any) (map[string]any, error) { panic("it was read before") }
	args, err := arguments.Of(t.Context(), op, graphql.CollectedField{Field: box}, never)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"as": "x"}, args)
	thing := op.Operation.SelectionSet[0].(*ast.Field).SelectionSet[0].(*ast.Field)
	args, err = arguments.Of(t.Context(), op, graphql.CollectedField{Field: thing}, e.Of("Box", "named"))
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"as": "y"}, args)

	refusal := e.MutateOperationContext(t.Context(), &graphql.OperationContext{Operation: operation(t, `{ thing { named(as: "bad") } }`)})
	require.NotNil(t, refusal)
	assert.Equal(t, "bad it is", refusal.Message)
	assert.Nil(t, refusal.Path)
}
