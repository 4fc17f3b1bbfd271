package document

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/graph"
)

// What the gate keeps: parsed documents and the texts that clients name by hash.
const (
	parsedEntries, parsedBytes       = 1000, 1 << 20
	persistedEntries, persistedBytes = 1000, 4 << 20
)

// Gate is the gqlgen extension that every operation passes, over whatever transport.
// Make one with NewGate.
type Gate struct {
	limits    Limits
	trusted   *Manifest
	parsed    *Cache[*ast.QueryDocument]
	persisted *Cache[string]
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = (*Gate)(nil)

// NewGate makes a gate. Where trusted is not nil, nothing but its documents passes,
// except from a federation gateway: it makes its own out of what its callers ask.
func NewGate(limits Limits, trusted *Manifest) *Gate {
	return &Gate{
		limits: limits, trusted: trusted,
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
// that the server does not run.
func (g *Gate) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	name, refusal := nameOf(params.Extensions)
	if refusal != nil {
		return Shown(refusal)
	}
	trustedOnly := g.trusted != nil && !graph.IsGateway(ctx)
	if trustedOnly {
		refusal = g.trusted.find(params, name)
	} else {
		refusal = g.find(ctx, params, name)
	}
	if refusal != nil {
		return Shown(refusal)
	}
	if _, ok := g.parsed.Get(ctx, params.Query); !ok {
		if _, err := g.limits.check(params.Query); err != nil {
			return err
		}
	}
	if !trustedOnly && name != "" {
		g.persisted.add(name, params.Query, len(params.Query)+len(name))
	}
	return nil
}
