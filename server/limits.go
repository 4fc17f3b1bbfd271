package server

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/graph/model"
	"pointsmall/mall"
)

// bounded ends a query or mutation, and what it does in the database, when its time is
// over. Subscriptions last. It counts those that run.
func (s *Server) bounded(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	op := graphql.GetOperationContext(ctx)
	if op.Operation == nil || op.Operation.Operation == ast.Subscription {
		return next(ctx)
	}
	s.running.Add(1)
	defer s.running.Add(-1)
	if limit := s.config.RequestTimeout; limit >= 0 {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	return next(ctx)
}

// Running is how many queries and mutations are being executed.
func (s *Server) Running() int { return int(s.running.Load()) }

// cost is what a response says of its operation's cost: what was counted, and how much
// one request may have.
type cost struct {
	Requested int `json:"requested"`
	Limit     int `json:"limit"`
}

// tellCost puts the cost of an operation into its response, or the first of them.
func tellCost(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	op := graphql.GetOperationContext(ctx)
	stats := extension.GetComplexityStats(ctx)
	if response == nil || stats == nil || op.Operation.Operation == ast.Subscription {
		return response
	}
	if response.Extensions == nil {
		response.Extensions = map[string]any{}
	}
	response.Extensions["cost"] = cost{stats.Complexity, stats.ComplexityLimit}
	return response
}

// allowance is how the caller of ctx stands.
func (s *Server) allowance(ctx context.Context) *model.RateLimit {
	standing, limited := s.rates.Look(ctx)
	if !limited {
		return nil
	}
	limit := model.RateLimit{Limit: int64(standing.Limit), Remaining: int64(standing.Remaining), ResetAt: s.config.Clock().Add(standing.Full)}
	if stats := extension.GetComplexityStats(ctx); stats != nil {
		limit.Cost = int64(stats.Complexity)
	}
	return &limit
}

// maxMessage is the longest message of an error, in bytes: a document's errors repeat
// parts of it.
const maxMessage = 1000

// fewErrors keeps a response from being mostly errors.
func fewErrors(limit int) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		response := next(ctx)
		if response == nil {
			return nil
		}
		if more := len(response.Errors) - limit; limit >= 0 && more > 0 {
			text := mall.Textf("%s more, not shown", "另有 %d 个错误未显示", mall.Count(more, "error"))
			response.Errors = append(response.Errors[:limit:limit], &gqlerror.Error{
				Message: text.In(mall.LangOf(ctx)), Extensions: map[string]any{"code": string(mall.CodeTooManyErrors)},
			})
		}
		for _, e := range response.Errors {
			if len(e.Message) > maxMessage {
				e.Message = cut(e.Message, maxMessage)
			}
		}
		return response
	}
}

// cut shortens a text without splitting a character.
func cut(s string, most int) string {
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}
