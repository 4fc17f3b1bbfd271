package graph

import (
	"context"
	"errors"
	"log/slog"
	"math"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// userErrors turns a refusal into what a payload carries. Any other error is
// returned as it is, for Present to mask.
func userErrors(ctx context.Context, err error) ([]model.UserError, error) {
	if err == nil {
		return []model.UserError{}, nil
	}
	var refusal *mall.Error
	if !errors.As(err, &refusal) {
		return nil, err
	}
	return []model.UserError{userError(ctx, refusal.At("input"))}, nil
}

func userError(ctx context.Context, e *mall.Error) model.UserError {
	message := in(ctx, e.Text)
	switch e.Code {
	case mall.CodeInsufficientPoints:
		return model.InsufficientPoints{
			Code: e.Code, Message: message, Path: e.Path,
			Required: mall.Points(e.Figures.Required), Available: mall.Points(e.Figures.Available),
		}
	case mall.CodeOutOfStock:
		return model.OutOfStock{Code: e.Code, Message: message, Path: e.Path, Available: int(min(e.Figures.Available, math.MaxInt32))}
	case mall.CodeLimitExceeded:
		limited := model.LimitExceeded{Code: e.Code, Message: message, Path: e.Path, Limit: e.Figures.Limit, Left: e.Figures.Left}
		if e.Figures.RetryAfter > 0 {
			limited.RetryAfter = new(clampInt(e.Figures.RetryAfter))
		}
		return limited
	case mall.CodePriceChanged:
		return model.PriceChanged{Code: e.Code, Message: message, Path: e.Path, Points: e.Figures.Points, Cash: &e.Figures.Cash}
	case mall.CodeSecondFactorRequired:
		return model.SecondFactorRequired{Code: e.Code, Message: message, Path: e.Path, Challenge: e.Figures.Challenge}
	case mall.CodeVersionConflict:
		return model.VersionConflict{Code: e.Code, Message: message, Path: e.Path, Current: e.Figures.Current}
	}
	if e.Figures.RetryAfter > 0 {
		return model.TryLater{Code: e.Code, Message: message, Path: e.Path, RetryAfter: new(clampInt(e.Figures.RetryAfter))}
	}
	return model.PlainUserError{Code: e.Code, Message: message, Path: e.Path}
}

// clampInt fits a count into GraphQL's 32-bit Int.
func clampInt(n int64) int { return int(min(n, 1<<31-1)) }

func isNotFound(err error) bool {
	var refusal *mall.Error
	return errors.As(err, &refusal) && refusal.Code == mall.CodeNotFound
}

// Present makes every top-level error safe to show and gives it a code. What
// nobody expected is logged under an id, which is all that the caller sees of it.
func Present(ctx context.Context, err error) *gqlerror.Error {
	shown := graphql.DefaultErrorPresenter(ctx, err)
	var refusal *mall.Error
	var badValue mall.ValueError
	switch {
	case errors.As(err, &refusal):
		shown.Message = in(ctx, refusal.Text)
		setCode(shown, refusal.Code)
		if refusal.Figures.RetryAfter > 0 {
			shown.Extensions["retryAfter"] = refusal.Figures.RetryAfter
		}
		if len(refusal.Path) > 0 {
			shown.Extensions["argument"] = refusal.Path
		}
	case shown.Extensions["code"] != nil: // gqlgen's own: a bad document or variable
	case errors.Is(err, context.Canceled):
		shown.Message = in(ctx, mall.Textf("the request was cancelled", "请求已取消"))
		setCode(shown, mall.CodeCancelled)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded): // drivers have errors of their own
		if !errors.Is(err, context.DeadlineExceeded) {
			slog.WarnContext(ctx, "a request ran out of time", "error", err, "path", shown.Path.String())
		}
		shown.Message = in(ctx, mall.Textf("the request took too long: ask for less, or try again later", "请求超时：请减少查询内容或稍后重试"))
		setCode(shown, mall.CodeTimeout)
	case errors.Is(err, store.ErrClosed):
		shown.Message = in(ctx, mall.Textf("the server is shutting down; try again", "服务器正在关闭，请重试"))
		setCode(shown, mall.CodeUnavailable)
	case errors.As(err, &badValue):
		shown.Message = badValue.Error()
		setCode(shown, mall.CodeBadUserInput)
	default:
		id := uuid.NewString()
		slog.ErrorContext(ctx, "a request failed", "error_id", id, "error", err, "path", shown.Path.String())
		shown.Message = in(ctx, mall.Textf("internal error %s", "内部错误 %s", id))
		setCode(shown, mall.CodeInternal)
	}
	return shown
}

func setCode(e *gqlerror.Error, code mall.ErrorCode) {
	if e.Extensions == nil {
		e.Extensions = map[string]any{}
	}
	e.Extensions["code"] = string(code)
}
