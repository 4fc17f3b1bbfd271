package document

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pointsmall/graph"
	"pointsmall/graph/arguments"
)

// What the gate keeps: parsed documents and the texts that clients name by hash.
const (
	parsedEntries, parsedBytes       = 1000, 1 << 20
	persistedEntries, persistedBytes = 1000, 4 << 20
)

// Gate is the gqlgen extension that every operation passes, over whatever transport.
// Make one with NewGate.
type Gate struct {
	schema    *ast.Schema
	limits    Limits
	trusted   *Manifest
	own       *Manifest
	parsed    *Cache[*ast.QueryDocument]
	persisted *Cache[string]
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = (*Gate)(nil)

// NewGate makes the gate of a schema. own are the documents of the mall's own pages, which name
// them by their ids alone. Where trusted is not nil, nothing but its documents and own pass,
// except from a federation gateway: it makes its own out of what its callers ask.
func NewGate(schema *ast.Schema, limits Limits, own, trusted *Manifest) *Gate {
	return &Gate{
		schema: schema, limits: limits, trusted: trusted, own: own,
		parsed: NewCache[*ast.QueryDocument](parsedEntries, parsedBytes), persisted: NewCache[string](persistedEntries, persistedBytes),
	}
}

// Parsed is where gqlgen keeps the documents that it has found valid. The gate does
// not measure those again.
func (g *Gate) Parsed() graphql.Cache[*ast.QueryDocument] { return g.parsed }

// ExtensionName is what gqlgen calls the gate.
func (*Gate) ExtensionName() string { return "DocumentGate" }

// Validate accepts every schema.
func (*Gate) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters finds the document that a request names and refuses one
// that the server does not run. It reads the variables that come with it.
func (g *Gate) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if refusal := wholeRequest(ctx, params); refusal != nil {
		return refusal
	}
	name, refusal := nameOf(params.Extensions)
	if refusal != nil {
		return Shown(refusal)
	}
	known := g.own.names(params, name)
	trustedOnly := !known && g.trusted != nil && !graph.IsGateway(ctx)
	switch {
	case known:
		refusal = g.own.find(params, name)
	case trustedOnly:
		refusal = g.trusted.find(params, name)
	default:
		name = hashIn(name)
		refusal = g.find(ctx, params, name)
	}
	if refusal != nil {
		return Shown(refusal)
	}
	limits := g.limits
	if known {
		limits = Limits{}.OrDefaults() // lower ones are for strangers
	}
	doc, valid := g.parsed.Get(ctx, params.Query)
	if !valid {
		var err *gqlerror.Error
		if doc, err = limits.check(params.Query); err != nil {
			return err
		}
	}
	if !known && !trustedOnly && name != "" {
		g.persisted.add(name, params.Query, len(params.Query)+len(name))
	}
	return g.variables(ctx, doc, valid, params)
}

// variables reads the request's variables in place of gqlgen, which takes "1" for an
// Int, 2.0 for none and enums' values in any case. Of a document that is not valid the
// caller is told that first, by gqlgen.
func (g *Gate) variables(ctx context.Context, doc *ast.QueryDocument, valid bool, params *graphql.RawParams) *gqlerror.Error {
	op := doc.Operations.ForName(params.OperationName)
	if op == nil {
		return nil
	}
	read, refusal := arguments.Variables(ctx, g.schema, op, params.Variables)
	if refusal == nil {
		params.Variables = read
		return nil
	}
	if !valid && len(validator.ValidateWithRules(g.schema, doc, rules.NewDefaultRules())) > 0 {
		return nil
	}
	return refusal
}
