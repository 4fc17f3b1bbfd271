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
	"pointsmall/graph/scalar"
	"pointsmall/mall"
	"pointsmall/server/document"
	"pointsmall/server/overhttp"
	"pointsmall/server/rate"
	"pointsmall/web"
)

func (s *Server) graphQL() (http.Handler, error) {
	schema := graph.Weighed(generated.NewExecutableSchema(generated.Config{Schema: graph.Schema(), Resolvers: &graph.Resolver{
		Services: s.Services, MaxRepresentations: s.config.MaxRepresentations, Allowance: s.allowance,
	}}))
	gate, err := s.documents(schema.Schema())
	if err != nil {
		return nil, err
	}
	h := handler.New(schema)
	h.AddTransport(s.sockets())
	h.AddTransport(s.eventStreams())
	h.AddTransport(overhttp.Transport{
		MaxBody: s.config.MaxBody, MaxUpload: s.config.MaxUpload, MaxFiles: s.config.MaxFiles,
		Statuses: map[mall.ErrorCode]int{
			mall.CodeDocumentNotTrusted: http.StatusForbidden,
			mall.CodeRateLimited:        http.StatusTooManyRequests,
			mall.CodeQuotaExceeded:      http.StatusTooManyRequests,
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
	h.AroundResponses(loader.PerResponse(s.Services))
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
// only those and the ones of the mall's own pages.
func (s *Server) documents(schema *ast.Schema) (*document.Gate, error) {
	own, err := document.NewManifest(web.Documents(), schema, document.Limits{}.OrDefaults())
	if err != nil {
		return nil, fmt.Errorf("the pages ask for what this server does not have: build them anew: %w", err)
	}
	if s.config.TrustedDocuments == "" {
		return document.NewGate(schema, s.config.Limits, own, nil), nil
	}
	trusted, err := document.ReadManifest(s.config.TrustedDocuments, schema, s.config.Limits)
	return document.NewGate(schema, s.config.Limits, own, trusted), err
}

// mayIntrospect lets everybody read the schema, and in production those who are known.
func (s *Server) mayIntrospect(ctx context.Context) bool {
	return !s.config.Production || mall.ActorOf(ctx).Kind != mall.ActorAnonymous
}
