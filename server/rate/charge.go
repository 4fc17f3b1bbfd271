package rate

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
	"pointsmall/server/document"
)

// What is charged beside the cost of operations.
const (
	// failed is what anything costs that comes to no operation: no GraphQL request, a
	// document that is not valid, a bad token.
	failed = 10
	// least is what the cheapest operation costs, reading what one that reads the
	// schema does: gqlgen counts nothing for it.
	least, reading = 1, 100
)

// refusal says that there is nothing left.
func refusal(s Standing) *mall.Error {
	after := seconds(s.Retry)
	e := mall.Errorf(mall.CodeRateLimited, "you have asked for too much in too short a time; try again in %s", "请求过于频繁，请在 %d 秒后重试", mall.Count(after, "second"))
	e.Figures.RetryAfter = after
	return e
}

// Fail charges the caller of ctx for something that came to nothing, and refuses where
// nothing is left to pay with.
func (l *Limiter) Fail(ctx context.Context) *mall.Error {
	if s, ok := l.take(callerOf(ctx), failed, 0); !ok {
		return refusal(s)
	}
	return nil
}

// Document is the gqlgen extension that charges each request before its document is
// looked at. Use it first.
type Document struct{ Limiter *Limiter }

// Operation is the gqlgen extension that charges an operation its cost before it runs.
// Use it last, after the one that counts the cost.
type Operation struct{ Limiter *Limiter }

var (
	_ graphql.OperationParameterMutator = Document{}
	_ graphql.OperationContextMutator   = Operation{}
)

// ExtensionName is what gqlgen calls the extension.
func (Document) ExtensionName() string { return "RateOfDocuments" }

// ExtensionName is what gqlgen calls the extension.
func (Operation) ExtensionName() string { return "RateOfOperations" }

// Validate accepts every schema.
func (Document) Validate(graphql.ExecutableSchema) error { return nil }

// Validate accepts every schema.
func (Operation) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters charges what a document costs that comes to nothing.
func (d Document) MutateOperationParameters(ctx context.Context, _ *graphql.RawParams) *gqlerror.Error {
	if m := meterOf(ctx); m != nil {
		m.charged = true
	}
	if refused := d.Limiter.Fail(ctx); refused != nil {
		return document.Shown(refused)
	}
	return nil
}

// MutateOperationContext charges the operation's cost instead.
func (o Operation) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if s, ok := o.Limiter.take(callerOf(ctx), costOf(ctx, op), failed); !ok {
		return document.Shown(refusal(s))
	}
	return nil
}

// costOf is what an operation costs: what the answer says that it does, and something
// where that is nothing.
func costOf(ctx context.Context, op *graphql.OperationContext) int {
	cost := least
	if stats := extension.GetComplexityStats(ctx); stats != nil {
		cost = max(cost, stats.Complexity)
	}
	for f := range document.RootFields(op.Operation.SelectionSet) {
		if f.Name == "__schema" || f.Name == "__type" {
			cost += reading
		}
	}
	return cost
}
