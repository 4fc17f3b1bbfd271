package arguments

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
)

// BadValue is the code of a value that is not of its type.
const BadValue = string(mall.CodeBadUserInput)

// Reader reads the raw arguments of one field as its resolver takes them.
type Reader func(ctx context.Context, raw map[string]any) (map[string]any, error)

// Extension is the gqlgen extension that reads the arguments of a whole operation,
// those of fields that @skip leaves out too.
type Extension struct {
	// Of finds the reader of an object's field; nil where it has no arguments.
	Of func(object, field string) Reader
	// Schema knows which objects an interface stands for.
	Schema *ast.Schema
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = Extension{}

// ExtensionName is what gqlgen calls the extension.
func (Extension) ExtensionName() string { return "Arguments" }

// Validate accepts every schema.
func (Extension) Validate(graphql.ExecutableSchema) error { return nil }

// kept is the name under which an operation keeps its arguments.
const kept = "arguments"

// read holds the arguments of an operation's fields.
type read map[*ast.Field]map[string]any

// MutateOperationContext reads the arguments of every field, or refuses the operation.
func (e Extension) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	r := reading{Extension: e, ctx: ctx, variables: op.Variables, read: read{}}
	if err := r.selections(op.Operation.SelectionSet); err != nil {
		return err
	}
	op.Stats.SetExtension(kept, r.read)
	return nil
}

// Of are a field's arguments, which were read before the operation ran. Those of a
// field that was selected by an interface are read here: objects may differ in them.
func Of(ctx context.Context, op *graphql.OperationContext, field graphql.CollectedField, r Reader) (map[string]any, error) {
	if all, ok := op.Stats.GetExtension(kept).(read); ok {
		if args, ok := all[field.Field]; ok {
			return args, nil
		}
	}
	return r(ctx, field.ArgumentMap(op.Variables))
}

// reading is the walk through one operation.
type reading struct {
	Extension
	ctx       context.Context
	variables map[string]any
	read      read
	fragments map[*ast.FragmentDefinition]bool // those that were walked
}

func (r *reading) selections(set ast.SelectionSet) *gqlerror.Error {
	for _, s := range set {
		var err *gqlerror.Error
		switch s := s.(type) {
		case *ast.Field:
			if err = r.field(s); err == nil {
				err = r.selections(s.SelectionSet)
			}
		case *ast.InlineFragment:
			err = r.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			if !r.fragments[s.Definition] {
				if r.fragments == nil {
					r.fragments = map[*ast.FragmentDefinition]bool{}
				}
				r.fragments[s.Definition] = true
				err = r.selections(s.Definition.SelectionSet)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) field(f *ast.Field) *gqlerror.Error {
	if len(f.Definition.Arguments) == 0 {
		return nil
	}
	raw := f.ArgumentMap(r.variables)
	if f.ObjectDefinition.Kind == ast.Object {
		reader := r.Of(f.ObjectDefinition.Name, f.Name)
		if reader == nil {
			return nil
		}
		args, err := reader(r.ctx, raw)
		if err != nil {
			return refuse(f, err)
		}
		r.read[f] = args
		return nil
	}
	for _, object := range r.Schema.GetPossibleTypes(f.ObjectDefinition) {
		if reader := r.Of(object.Name, f.Name); reader != nil {
			if _, err := reader(r.ctx, raw); err != nil {
				return refuse(f, err)
			}
		}
	}
	return nil
}

// refuse says which argument is bad. A request error has no path in the answer, as
// there is none: the argument's stands in the extensions.
func refuse(f *ast.Field, err error) *gqlerror.Error {
	refusal := &gqlerror.Error{
		Message: fmt.Sprintf("an argument of %s is not of its type", f.Name), Extensions: map[string]any{"code": BadValue},
		Locations: []gqlerror.Location{{Line: f.Position.Line, Column: f.Position.Column}},
	}
	var at *gqlerror.Error
	if errors.As(err, &at) {
		refusal.Extensions["argument"] = at.Path
		refusal.Message = at.Path.String()
	}
	var bad mall.ValueError
	if errors.As(err, &bad) {
		refusal.Message = bad.Error()
	}
	return refusal
}
