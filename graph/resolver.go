package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vikstrous/dataloadgen"

	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/wiring"
)

// Resolver resolves the fields of the schema by the mall's services.
type Resolver struct {
	*wiring.Services
	// MaxRepresentations is the most that one call of _entities may name.
	MaxRepresentations int
	// Allowance says how much the caller may ask for now; nil: as much as they like.
	Allowance func(ctx context.Context) *model.RateLimit
}

// in is the text in the caller's language.
func in(ctx context.Context, t mall.Text) string { return t.In(mall.LangOf(ctx)) }

// text is the text that a pointer holds; "" for nil.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// maxDays bounds how far ahead expiringWithin looks.
const maxDays = 3650

// balanceOf reads a member's account of the mall's own points for the response.
func balanceOf(ctx context.Context, m mall.MemberID) (*ledger.Balance, error) {
	return balanceIn(ctx, m, mall.DefaultPoints)
}

// balanceIn reads a member's account in one points currency for the response.
func balanceIn(ctx context.Context, m mall.MemberID, c mall.PointsCurrency) (*ledger.Balance, error) {
	balance, err := loader.From(ctx).Balances.Load(ctx, ledger.Holder{Member: m, Currency: c})
	if errors.Is(err, dataloadgen.ErrNotFound) {
		return nil, mall.Errorf(mall.CodeNotFound, "no such points currency: %q", "积分币种不存在:%q", string(c)).At("currency")
	}
	return &balance, err
}

// accountAfter reads the account that a payload shows, unless nobody asked for it.
func accountAfter(ctx context.Context, m mall.MemberID, c mall.PointsCurrency) (*ledger.Balance, error) {
	for _, f := range graphql.CollectFieldsCtx(ctx, nil) {
		if f.Name == "account" {
			return balanceIn(ctx, m, c)
		}
	}
	return nil, nil
}

// currencyOf is the points currency that a caller named, or the mall's own.
func currencyOf(name *string) mall.PointsCurrency {
	if name == nil {
		return mall.DefaultPoints
	}
	return mall.PointsCurrency(*name)
}

// orNil turns NOT_FOUND into null, which is how queries say it.
func orNil[T any](v *T, err error) (*T, error) {
	if isNotFound(err) {
		return nil, nil
	}
	return v, err
}

// at puts path in front of the field that a refusal names.
func at(err error, path ...string) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) {
		return refusal.At(path...)
	}
	return err
}
