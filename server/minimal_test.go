package server_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
)

// documents call a root field with as few arguments as it takes, and every ID that it
// takes: first with one that names nothing, then with each of those given.
func documents(t *testing.T, schema *ast.Schema, parent *ast.Definition, field *ast.FieldDefinition, ids map[string]string) []string {
	t.Helper()
	missing := "ord_00000000000000000000000000000000"
	all := []string{documentOf(t, schema, parent, field, missing)}
	for _, kind := range slices.Sorted(maps.Keys(ids)) {
		if d := documentOf(t, schema, parent, field, ids[kind]); d != all[0] {
			all = append(all, d)
		}
	}
	return all
}

func documentOf(t *testing.T, schema *ast.Schema, parent *ast.Definition, field *ast.FieldDefinition, id string) string {
	t.Helper()
	var arguments []string
	for _, a := range field.Arguments {
		if a.Type.NonNull || a.Type.Name() == "ID" {
			arguments = append(arguments, a.Name+": "+minimal(t, schema, a.Type, id))
		}
	}
	text := field.Name
	if len(arguments) > 0 {
		text += "(" + strings.Join(arguments, ", ") + ")"
	}
	if !schema.Types[field.Type.Name()].IsLeafType() {
		text += " { __typename }"
	}
	return fmt.Sprintf("%s { %s }", strings.ToLower(parent.Name), text)
}

// scalars are good values of the scalars.
var scalars = map[string]string{
	"Date":   `"2026-11-22"`,
	"String": `"demo-bob"`, "Int": `1`, "Boolean": `false`, "Points": `1`, "Decimal": `"1"`, "CurrencyCode": `"CNY"`, "DateTime": `"2026-01-01T00:00:00Z"`,
	"_Any": `{__typename: "Product", id: "prd_00000000000000000000000000000000"}`,
}

// minimal is a value of a type, with all that it must have and every ID.
func minimal(t *testing.T, schema *ast.Schema, of *ast.Type, id string) string {
	t.Helper()
	if of.Elem != nil {
		return "[" + minimal(t, schema, of.Elem, id) + "]"
	}
	def := schema.Types[of.Name()]
	switch {
	case of.Name() == "ID":
		return `"` + id + `"`
	case def.Kind == ast.Enum:
		return def.EnumValues[0].Name
	case def.Kind == ast.InputObject:
		var fields []string
		for _, f := range def.Fields {
			if (f.Type.NonNull && f.DefaultValue == nil) || f.Type.Name() == "ID" {
				fields = append(fields, f.Name+": "+minimal(t, schema, f.Type, id))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	value, ok := scalars[of.Name()]
	require.True(t, ok, "say in scalars what a good %s is", of.Name())
	return value
}
