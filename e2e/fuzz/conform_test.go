package fuzz

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

func TestConform(t *testing.T) {
	const query = `query($yes: Boolean!) {
		products { totalCount nodes { kind ...more @skip(if: $yes) skus { perMemberLimit } skus { code } } }
		node(id: "x") { id ... on Order { version @include(if: $yes) } ... on Member { displayName } __typename }
	} fragment more on Product { slug }`
	doc, errs := gqlparser.LoadQueryWithRules(schema(), query, rules.NewDefaultRules())
	require.Empty(t, errs)
	const products, node = `"products": {"totalCount": 1, "nodes": [{"kind": "VIRTUAL", "skus": [{"perMemberLimit": null, "code": "c"}]}]}`, `"node": {"id": "x", "version": 1, "__typename": "Order"}`
	for text, want := range map[string]string{
		`null`:                             "",
		`{` + products + `, ` + node + `}`: "",
		`{` + products + `, "node": null}`: "",
		`{` + products + `, "node": {"id": "x", "__typename": "Sku"}}`: "",
		`{` + products + `}`:                                                                                    "node of Query is missing",
		`{` + products + `, ` + node + `, "more": 1}`:                                                           "nobody asked for more",
		`{` + products + `, "node": {"id": "x", "__typename": "Order"}}`:                                        "none of Node's types",
		`{` + products + `, "node": []}`:                                                                        "is no Node",
		`{"products": null, ` + node + `}`:                                                                      "null for ProductConnection!",
		`{` + strings.Replace(products, `"VIRTUAL"`, `"virtual"`, 1) + `, ` + node + `}`:                        "is no ProductKind",
		`{` + strings.Replace(products, `"c"`, `7`, 1) + `, ` + node + `}`:                                      "is no String",
		`{` + strings.Replace(products, `"totalCount": 1`, `"totalCount": 2147483648`, 1) + `, ` + node + `}`:   "is no Int",
		`{` + strings.Replace(products, `"kind"`, `"slug": "s", "kind"`, 1) + `, ` + node + `}`:                 "nobody asked for slug",
		`{` + strings.Replace(products, `"perMemberLimit": null, `, ``, 1) + `, ` + node + `}`:                  "perMemberLimit of Sku is missing",
		`{` + strings.Replace(products, `[{"perMemberLimit": null, "code": "c"}]`, `{}`, 1) + `, ` + node + `}`: "is no list",
	} {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var data any
		require.NoError(t, decoder.Decode(&data))
		err := Conform(schema(), doc, doc.Operations[0], map[string]any{"yes": true}, data)
		if want == "" {
			assert.NoError(t, err, text)
		} else {
			assert.ErrorContains(t, err, want, text)
		}
	}
}

func TestLeads(t *testing.T) {
	data := map[string]any{"a": []any{nil, map[string]any{"b": nil, "c": "x"}}}
	one := json.Number("1")
	for _, path := range [][]any{{"a", json.Number("0")}, {"a", one, "b"}, {"a", one, "b", "argument"}} {
		assert.True(t, Leads(data, path), path)
	}
	for _, path := range [][]any{nil, {"a"}, {"b"}, {"a", one, "c"}, {"a", one, "c", "d"}, {"a", json.Number("2")}, {"a", "b"}, {one}} {
		assert.False(t, Leads(data, path), path)
	}
	assert.True(t, Leads(nil, nil))
}
