package document

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
)

// Introspection is the gqlgen extension that lets callers read the schema.
type Introspection struct {
	// Allowed says who may; nil lets everybody.
	Allowed func(context.Context) bool
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = Introspection{}

// ExtensionName is what gqlgen calls the extension.
func (Introspection) ExtensionName() string { return "Introspection" }

// Validate accepts every schema.
func (Introspection) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses an operation that reads the schema where the caller
// may not.
func (i Introspection) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = false
	if i.Allowed == nil || i.Allowed(ctx) {
		return nil
	}
	op.DisableIntrospection = true
	for f := range RootFields(op.Operation.SelectionSet) {
		if f.Name == "__schema" || f.Name == "__type" {
			return Shown(mall.Errorf(mall.CodeIntrospectionDisabled, "sign in to read the schema", "请先登录再读取 schema"))
		}
	}
	return nil
}

// RootFields are the fields on the first level of a valid document's selections,
// those of fragments among them.
func RootFields(selections ast.SelectionSet) func(yield func(*ast.Field) bool) {
	return func(yield func(*ast.Field) bool) { rootFields(selections, yield) }
}

func rootFields(selections ast.SelectionSet, yield func(*ast.Field) bool) bool {
	for _, s := range selections {
		more := true
		switch s := s.(type) {
		case *ast.Field:
			more = yield(s)
		case *ast.InlineFragment:
			more = rootFields(s.SelectionSet, yield)
		case *ast.FragmentSpread:
			more = rootFields(s.Definition.SelectionSet, yield)
		}
		if !more {
			return false
		}
	}
	return true
}
