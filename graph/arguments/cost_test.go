package arguments_test

import (
	"os"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/graph/arguments"
	"pointsmall/graph/generated"
)

// What reading everything first costs an exchange, beside what gqlgen does by itself:
// both read the variables and the one field's arguments.
func BenchmarkReadingAnExchange(b *testing.B) {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	text, err := os.ReadFile("../../e2e/operations/exchange.graphql")
	require.NoError(b, err)
	doc, faults := gqlparser.LoadQueryWithRules(schema, string(text), rules.NewDefaultRules())
	require.Empty(b, faults)
	op, field := doc.Operations[0], doc.Operations[0].SelectionSet[0].(*ast.Field)
	sent := map[string]any{"input": map[string]any{"skuId": "sku_019aa0f0c0de7abc8def0123456789ab", "idempotencyKey": "a-key-of-some-length"}}
	extension := arguments.Extension{Of: generated.ArgumentsOf, Schema: schema}
	read := generated.ArgumentsOf("Mutation", "exchange")

	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			variables, refusal := arguments.Variables(b.Context(), schema, op, sent)
			require.Nil(b, refusal)
			variables, err := validator.VariableValues(schema, op, variables)
			require.NoError(b, err)
			ctx := &graphql.OperationContext{Operation: op, Variables: variables}
			require.Nil(b, extension.MutateOperationContext(b.Context(), ctx))
			_, err = arguments.Of(b.Context(), ctx, graphql.CollectedField{Field: field}, read)
			require.NoError(b, err)
		}
	})
	b.Run("when the field runs", func(b *testing.B) {
		for b.Loop() {
			variables, err := validator.VariableValues(schema, op, sent)
			require.NoError(b, err)
			_, err = read(b.Context(), field.ArgumentMap(variables))
			require.NoError(b, err)
		}
	})
}
