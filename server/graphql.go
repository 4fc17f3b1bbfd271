package server

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph"
	"pointsmall/graph/arguments"
	"pointsmall/graph/generated"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/scalar"
	"pointsmall/mall"
	"pointsmall/mall/partner/usage"
	"pointsmall/server/document"
	"pointsmall/server/overhttp"
	"pointsmall/server/rate"
)

func (s *Server) graphQL() (http.Handler, error) {
	config := generated.Config{Resolvers: s.Services, Schema: graph.Schema()}
	weigh(&config.Complexity)
	schema := generated.NewExecutableSchema(config)
	gate, err := s.documents(schema.Schema())
	if err != nil {
		return nil, err
	}
	h := handler.New(schema)
	h.AddTransport(s.sockets())
	h.AddTransport(s.eventStreams())
	h.AddTransport(overhttp.Transport{
		MaxBody: s.config.MaxBody, MaxUpload: s.config.MaxUpload, MaxFiles: s.config.MaxFiles,
		Statuses: map[string]int{
			string(document.NotTrusted): http.StatusForbidden,
			string(rate.RateLimited):    http.StatusTooManyRequests,
			string(usage.QuotaExceeded): http.StatusTooManyRequests,
		},
	})
	h.SetQueryCache(gate.Parsed())
	h.SetParserTokenLimit(max(0, s.config.Tokens))
	if s.config.Production {
		h.SetValidationRulesFn(document.Silent)
	}
	h.Use(rate.Document{Limiter: s.rates})
	h.Use(gate)
	h.Use(arguments.Extension{Of: generated.ArgumentsOf, Schema: schema.Schema()})
	h.Use(document.Introspection{Allowed: s.mayIntrospect})
	h.Use(extension.FixedComplexityLimit(s.config.costLimit()))
	h.Use(rate.Operation{Limiter: s.rates})
	h.Use(quota{s.Services.Usage})
	h.AroundResponses(s.bounded)
	h.AroundResponses(fewErrors(s.config.Errors))
	h.AroundResponses(tellCost)
	h.AroundResponses(rooted)
	h.AroundResponses(loader.PerResponse(s.sources()))
	h.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(scalar.WithPublicURL(ctx, s.config.PublicURL))
	})
	h.AroundFields(graph.Authorize)
	h.SetErrorPresenter(graph.Present)
	h.SetRecoverFunc(func(_ context.Context, p any) error {
		return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) // graph.Present logs it under its id
	})
	return h, nil
}

// documents lets documents in that are within the limits and, where some are registered,
// only those.
func (s *Server) documents(schema *ast.Schema) (*document.Gate, error) {
	if s.config.TrustedDocuments == "" {
		return document.NewGate(schema, s.config.Limits, nil), nil
	}
	trusted, err := document.ReadManifest(s.config.TrustedDocuments, schema, s.config.Limits)
	return document.NewGate(schema, s.config.Limits, trusted), err
}

// mayIntrospect lets everybody read the schema, and in production those who are known.
func (s *Server) mayIntrospect(ctx context.Context) bool {
	return !s.config.Production || mall.ActorOf(ctx).Kind != mall.ActorAnonymous
}

// weigh counts a connection's fields once for each node that it may hold.
func weigh(c *generated.ComplexityRoot) {
	connection := func(child int, first, last *int) int {
		size := 20
		if first != nil {
			size = *first
		} else if last != nil {
			size = *last
		}
		return 1 + child*max(1, min(size, 100))
	}
	c.Query.Products = func(child int, first *int, _ *string, last *int, _ *string, _ *model.ProductFilter, _ *model.ProductSort) int {
		return connection(child, first, last)
	}
	c.Query.Entities = func(child int, representations []any) int { return 1 + child*len(representations) }
	c.Member.Orders = func(child int, first *int, _ *string, last *int, _ *string) int {
		return connection(child, first, last)
	}
	c.Query.EarningRules = func(child int, first *int, _ *string, last *int, _ *string, _ *model.EarningRuleFilter) int {
		return connection(child, first, last)
	}
	c.PointsEntry.AppliedRules = func(child int) int { return 1 + 3*child } // few entries have more
	c.PointsAccount.Entries = func(child int, first *int, _ *string, last *int, _ *string, _ *model.PointsEntryFilter) int {
		return connection(child, first, last)
	}
	c.PointsAccount.Expirations = func(child, _ int) int { return 1 + 20*child }
	c.PointsAccount.Holds = func(child int) int { return 1 + 20*child }
	c.PointsAccount.ExpiryReminders = func(child int) int { return 1 + 20*child }
	c.Member.Accounts = func(child int) int { return 1 + 3*child }
	c.Query.WaitingReturns = func(child int, first *int, _ *string, last *int, _ *string, _ *model.WaitingReturnFilter) int {
		return connection(child, first, last)
	}
	c.Query.PartnerAccounts = func(child int, _ *string) int { return 1 + 3*child }
	c.PartnerPointsAccount.Entries = func(child int, first *int, _ *string, last *int, _ *string, _ *model.PointsEntryFilter) int {
		return connection(child, first, last)
	}
	c.Query.Tiers = func(child int) int { return 1 + 5*child }
	c.MallSettings.Changes = func(child, first int) int { return 1 + max(1, min(first, 100))*child }
	c.Member.TierHistory = func(child, first int) int { return 1 + max(1, min(first, 100))*child }
	c.Query.Causes = func(child int, _ bool) int { return 1 + 20*child }
	c.Query.PointsCurrencies = func(child int) int { return 1 + 3*child }
	c.Query.AdjustmentRequests = func(child int, _ mall.ApprovalStatus) int { return 1 + 100*child }
	// Few products have more SKUs than these, few SKUs more prices.
	c.Product.Skus = func(child int) int { return 1 + 5*child }
	c.Sku.Prices = func(child int) int { return 1 + 3*child }
	c.Order.Lines = func(child int) int { return 1 + 5*child }
}
