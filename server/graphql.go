package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/graph"
	"pointsmall/graph/generated"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/scalar"
)

// Limits of one request.
const (
	maxTokens     = 10_000 // of the document, before it is parsed any further
	maxComplexity = 20_000 // fields, those of a list counted as often as it may be long
)

func (s *Server) graphQL() http.Handler {
	config := generated.Config{Resolvers: s.Services}
	weigh(&config.Complexity)
	h := handler.New(generated.NewExecutableSchema(config))
	h.AddTransport(s.sockets())
	h.AddTransport(transport.Options{})
	h.AddTransport(s.eventStreams())
	h.AddTransport(transport.GET{})
	h.AddTransport(transport.POST{})
	h.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	h.SetParserTokenLimit(maxTokens)
	h.Use(extension.Introspection{})
	h.Use(extension.FixedComplexityLimit(maxComplexity))
	h.AroundResponses(loader.PerResponse(s.sources()))
	h.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(scalar.WithPublicURL(ctx, s.publicURL))
	})
	h.AroundFields(graph.Authorize)
	h.SetErrorPresenter(graph.Present)
	h.SetRecoverFunc(func(ctx context.Context, p any) error {
		slog.ErrorContext(ctx, "a resolver panicked", "panic", p, "stack", string(debug.Stack()))
		return fmt.Errorf("panic: %v", p)
	})
	return h
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
	c.PointsAccount.Entries = func(child int, first *int, _ *string, last *int, _ *string) int {
		return connection(child, first, last)
	}
	// Few products have more SKUs than these, few SKUs more prices.
	c.Product.Skus = func(child int) int { return 1 + 5*child }
	c.Sku.Prices = func(child int) int { return 1 + 3*child }
	c.Order.Lines = func(child int) int { return 1 + 5*child }
}
