package fuzz

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/graph/generated"
)

func schema() *ast.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

// Every document is valid, and together they use all that the schema has: some fields lie
// deep, so that it takes thousands of documents to come by each.
func TestDocumentsAreValid(t *testing.T) {
	m := New(schema(), 1)
	m.Known = map[string][]string{"id": {"prd_0192f0c1a5b27d4e8f3a1b2c3d4e5f60"}, "after": {"YzpvcmRfMDE5"}, "points": {"7"}}
	used := map[string]bool{}
	n := 0
	for ; n < 5000 || (n < 60_000 && len(unused(used)) > 0); n++ {
		r := m.Request(n)
		doc, err := gqlparser.LoadQueryWithRules(schema(), r.Query, rules.NewDefaultRules())
		require.Empty(t, err, "request %d: %s", n, r.Query)
		op := doc.Operations.ForName(r.Name)
		require.NotNil(t, op)
		assert.Equal(t, r.Operation, op.Operation)
		assert.True(t, json.Valid([]byte(r.Variables)), "request %d: %s", n, r.Variables)
		note(used, op.SelectionSet, doc)
	}
	t.Logf("%d documents", n)
	assert.Empty(t, unused(used), "no document asks for these")
}

// unused are the fields and arguments that no document has used.
func unused(used map[string]bool) (names []string) {
	for _, def := range schema().Types {
		if def.Kind != ast.Object || def.BuiltIn {
			continue
		}
		for _, f := range def.Fields {
			if name := def.Name + "." + f.Name; !used[name] {
				names = append(names, name)
			}
			for _, a := range f.Arguments {
				if name := def.Name + "." + f.Name + "." + a.Name; !used[name] {
					names = append(names, name)
				}
			}
		}
	}
	return names
}

// note notes the fields and arguments that a selection set uses.
func note(used map[string]bool, set ast.SelectionSet, doc *ast.QueryDocument) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			name := s.ObjectDefinition.Name + "." + s.Name
			used[name] = true
			for _, a := range s.Arguments {
				used[name+"."+a.Name] = true
			}
			note(used, s.SelectionSet, doc)
		case *ast.InlineFragment:
			note(used, s.SelectionSet, doc)
		case *ast.FragmentSpread:
			note(used, doc.Fragments.ForName(s.Name).SelectionSet, doc)
		}
	}
}

// A seed and a number make the same request again; other seeds and numbers others.
func TestARequestCanBeMadeAgain(t *testing.T) {
	assert.Equal(t, New(schema(), 7).Request(123), New(schema(), 7).Request(123))
	assert.NotEqual(t, New(schema(), 7).Request(123), New(schema(), 8).Request(123))
	assert.NotEqual(t, New(schema(), 7).Request(123), New(schema(), 7).Request(124))
}

// What is costly to call comes up less often, but it does.
func TestRareFieldsAreRare(t *testing.T) {
	m := New(schema(), 1)
	count := func() (calls int) {
		for n := range 3000 {
			doc, err := gqlparser.LoadQueryWithRules(schema(), m.Request(n).Query, rules.NewDefaultRules())
			require.Empty(t, err)
			calls += len(slices.DeleteFunc(doc.Operations, func(o *ast.OperationDefinition) bool {
				used := map[string]bool{}
				note(used, o.SelectionSet, doc)
				return !used["Mutation.signUp"]
			}))
		}
		return calls
	}
	often := count()
	m.Rare = []string{"signUp"}
	rarely := count()
	assert.Positive(t, rarely)
	assert.Less(t, rarely*5, often)
}
