package graph

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"pointsmall/mall"
)

type gatewayKey struct{}

// WithGateway remembers that the request came from a gateway that showed the mall's
// gateway key. Who the actor is, is another question: a gateway forwards its users'
// requests.
func WithGateway(ctx context.Context) context.Context {
	return context.WithValue(ctx, gatewayKey{}, true)
}

// IsGateway reports whether the request came from a gateway with the key.
func IsGateway(ctx context.Context) bool { return ctx.Value(gatewayKey{}) != nil }

// authorizeGateway admits gateways to a field that is for them. No sign-in helps
// others, so they are not told to sign in.
func authorizeGateway(ctx context.Context, field *ast.FieldDefinition) *mall.Error {
	if IsGateway(ctx) {
		return nil
	}
	return mall.Errorf(mall.CodeForbidden, "only a gateway with the mall's gateway key may call %s", "仅持有商城网关密钥的网关可调用 %s", field.Name)
}
