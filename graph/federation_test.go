package graph

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"pointsmall/graph/generated"
	"pointsmall/graph/loader"
	"pointsmall/graph/subgraph"
)

func subgraphDocument(t *testing.T) *ast.SchemaDocument {
	t.Helper()
	sdl, err := SubgraphSDL()
	require.NoError(t, err)
	doc, err := parser.ParseSchema(&ast.Source{Input: sdl})
	require.NoError(t, err, sdl)
	return doc
}

// What a partner's supergraph gets is the catalog and no more. Who adds to it here
// shows it to everybody behind any partner's gateway.
func TestTheSubgraphHoldsTheCatalogAlone(t *testing.T) {
	doc := subgraphDocument(t)
	var names []string
	for _, def := range doc.Definitions {
		names = append(names, def.Name)
		assert.Empty(t, def.Interfaces, "%s: a partner's Node may be another", def.Name)
		assert.True(t, def.Name == "Query" || def.Description != "", def.Name)
	}
	assert.ElementsMatch(t, []string{
		"Category", "Count", "CurrencyCode", "DateTime", "Decimal", "Image", "ImageSource", "LocalizedText", "MemberProfile", "Money", "PageInfo", "Points", "PriceOption", "Product", "ProductBrand", "ProductOption", "ProductSpecification",
		"ProductConnection", "ProductEdge", "ProductFilter", "ProductKind", "ProductSort", "ProductSortField", "Query", "ShippingTemplate", "ShippingUnit", "Sku", "SkuOption", "SkuSale", "Tier", "TierRights", "TierThreshold",
	}, names)
	var queries []string
	for _, f := range doc.Definitions.ForName("Query").Fields {
		queries = append(queries, f.Name)
	}
	assert.Equal(t, []string{"products", "product", "categories"}, queries)
	var fields []string
	for _, f := range doc.Definitions.ForName("MemberProfile").Fields {
		fields = append(fields, f.Name)
	}
	assert.Equal(t, []string{"id", "displayName", "tier"}, fields)
	assert.Empty(t, doc.Extensions)
	assert.Empty(t, doc.Directives)
}

// A directive that is neither GraphQL's nor imported would keep the graph from composing.
func TestTheSubgraphLinksWhatItUses(t *testing.T) {
	doc := subgraphDocument(t)
	require.Len(t, doc.SchemaExtension, 1)
	link := doc.SchemaExtension[0].Directives.ForName("link")
	require.NotNil(t, link)
	assert.Equal(t, "https://specs.apollo.dev/federation/v2.0", link.Arguments.ForName("url").Value.Raw)
	imported := link.Arguments.ForName("import").Value.String()
	check := func(directives ast.DirectiveList) {
		for _, d := range directives {
			assert.True(t, strings.Contains(imported, `"@`+d.Name+`"`) || d.Name == "deprecated" || d.Name == "specifiedBy", d.Name)
		}
	}
	for _, def := range doc.Definitions {
		check(def.Directives)
		for _, f := range def.Fields {
			check(f.Directives)
		}
		for _, v := range def.EnumValues {
			check(v.Directives)
		}
	}
	for _, name := range []string{"Money", "Image", "PageInfo"} {
		assert.NotNil(t, doc.Definitions.ForName(name).Directives.ForName("shareable"), name)
	}
}

// The SDL promises keys; each needs a finder.
func TestEveryKeyHasAFinder(t *testing.T) {
	doc := subgraphDocument(t)
	promised := subgraph.Keys{}
	for _, name := range generated.NewExecutableSchema(generated.Config{}).Schema().Types["_Entity"].Types {
		for _, d := range doc.Definitions.ForName(name).Directives.ForNames("key") {
			promised[name] = append(promised[name], d.Arguments.ForName("fields").Value.Raw)
		}
	}
	assert.Equal(t, promised, entityKeys)
	var found []string
	for name, fields := range promised {
		for _, field := range fields {
			found = append(found, subgraph.Reference{Type: name, Field: field}.Key())
		}
	}
	assert.ElementsMatch(t, found, slices.Collect(maps.Keys(finders(&loader.Entities{}))))
}

func TestASubgraphOfFieldsThatAreNotThere(t *testing.T) {
	_, err := subgraph.SDL(generated.NewExecutableSchema(generated.Config{}).Schema(), []string{"products", "nothing"})
	assert.ErrorContains(t, err, "nothing")
}
