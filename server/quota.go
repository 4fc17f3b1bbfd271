package server

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
	"pointsmall/mall/partner/usage"
	"pointsmall/server/document"
)

// quota is the gqlgen extension that counts the operations of partners' API keys and
// refuses those over their quotas. It is used after what else may refuse.
type quota struct{ meter *usage.Meter }

var _ graphql.OperationContextMutator = quota{}

// ExtensionName is what gqlgen calls the extension.
func (quota) ExtensionName() string { return "Quota" }

// Validate accepts every schema.
func (quota) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext counts an operation of an API key.
func (q quota) MutateOperationContext(ctx context.Context, _ *graphql.OperationContext) *gqlerror.Error {
	actor := mall.ActorOf(ctx)
	if actor.APIKeyID.IsZero() {
		return nil
	}
	cost := 0
	if stats := extension.GetComplexityStats(ctx); stats != nil {
		cost = stats.Complexity
	}
	err := q.meter.Call(ctx, actor.APIKeyID, actor.DailyQuota, cost)
	var refused *mall.Error
	if errors.As(err, &refused) {
		return document.Shown(refused)
	}
	if err != nil {
		return gqlerror.Wrap(err)
	}
	return nil
}
