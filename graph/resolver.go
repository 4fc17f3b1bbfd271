package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
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

// orNil turns NOT_FOUND into null, which is how queries say it.
func orNil[T any](v *T, err error) (*T, error) {
	if isNotFound(err) {
		return nil, nil
	}
	return v, err
}
