// Package subgraph tells which part of the API a supergraph composes, by Apollo
// Federation 2, and how its representations are read.
package subgraph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// link imports what SDL uses. 2.0 has all of it, so that older gateways compose the
// mall too.
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])` + "\n\n"

// shown are the directives that a supergraph knows. Ours mean nothing to it.
var shown = []string{"key", "shareable", "deprecated", "specifiedBy"}

// SDL prints the subgraph: the named fields of Query, the entities, and the types
// that they reach. Nothing else of the schema is in it.
func SDL(schema *ast.Schema, fields []string) (string, error) {
	query := &ast.Definition{Kind: ast.Object, Name: schema.Query.Name}
	for _, name := range fields {
		field := schema.Query.Fields.ForName(name)
		if field == nil {
			return "", fmt.Errorf("the schema has no query %s", name)
		}
		query.Fields = append(query.Fields, field)
	}
	p := part{of: schema, types: map[string]*ast.Definition{}}
	p.add(query)
	p.reach(unionName)
	delete(p.types, unionName)
	for _, def := range p.types {
		def.Interfaces = slices.DeleteFunc(slices.Clone(def.Interfaces), func(name string) bool { return p.types[name] == nil })
	}
	var out strings.Builder
	out.WriteString(link)
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchema(&ast.Schema{Query: query, Types: p.types})
	return out.String(), nil
}

// unionName is the type of _entities; gateways add it and its fields themselves.
const unionName = "_Entity"

// part is a part of a schema.
type part struct {
	of    *ast.Schema
	types map[string]*ast.Definition
}

// reach adds a type unless it is there.
func (p part) reach(name string) {
	def := p.of.Types[name]
	if p.types[name] == nil && !def.BuiltIn {
		p.add(def)
	}
}

// add adds a copy of a definition, and what it reaches.
func (p part) add(def *ast.Definition) {
	added := *def
	added.Directives = known(def.Directives)
	added.Fields, added.EnumValues = nil, nil
	p.types[def.Name] = &added
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		field := *f
		field.Directives = known(f.Directives)
		added.Fields = append(added.Fields, &field)
		p.reach(f.Type.Name())
		for _, a := range f.Arguments {
			p.reach(a.Type.Name())
		}
	}
	for _, v := range def.EnumValues {
		value := *v
		value.Directives = known(v.Directives)
		added.EnumValues = append(added.EnumValues, &value)
	}
	if def.IsAbstractType() {
		for _, possible := range p.of.GetPossibleTypes(def) {
			p.reach(possible.Name)
		}
	}
}

// known leaves out the directives that only we know.
func known(all ast.DirectiveList) ast.DirectiveList {
	return slices.DeleteFunc(slices.Clone(all), func(d *ast.Directive) bool { return !slices.Contains(shown, d.Name) })
}
