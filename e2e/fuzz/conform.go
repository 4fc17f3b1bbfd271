package fuzz

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Conform says where the data of an answer, decoded with numbers as json.Number, has not
// the form that the operation asks for.
func Conform(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition, variables map[string]any, data any) error {
	if data == nil {
		return nil // an error has reached the top
	}
	c := conformer{schema, doc, variables}
	root := map[ast.Operation]*ast.Definition{ast.Query: schema.Query, ast.Mutation: schema.Mutation, ast.Subscription: schema.Subscription}[op.Operation]
	return c.object(root, []ast.SelectionSet{op.SelectionSet}, data)
}

type conformer struct {
	schema    *ast.Schema
	doc       *ast.QueryDocument
	variables map[string]any
}

// fields are those that an object must have, by their keys; a key's several fields are
// merged.
type fields map[string][]*ast.Field

func (c conformer) object(on *ast.Definition, sets []ast.SelectionSet, data any) error {
	object, ok := data.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no %s", data, on.Name)
	}
	if on.IsAbstractType() {
		var first error
		for _, possible := range c.schema.GetPossibleTypes(on) {
			err := c.object(possible, sets, data)
			if err == nil {
				return nil
			}
			first = err
		}
		return fmt.Errorf("none of %s's types: %w", on.Name, first)
	}
	want := fields{}
	for _, set := range sets {
		c.collect(on, set, want)
	}
	for key := range object {
		if want[key] == nil {
			return fmt.Errorf("nobody asked for %s of %s", key, on.Name)
		}
	}
	for key, merged := range want {
		got, there := object[key]
		if !there {
			return fmt.Errorf("%s of %s is missing", key, on.Name)
		}
		if err := c.field(on, merged, got); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func (c conformer) collect(on *ast.Definition, set ast.SelectionSet, into fields) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if c.included(s.Directives) {
				into[s.Alias] = append(into[s.Alias], s)
			}
		case *ast.InlineFragment:
			if c.included(s.Directives) && c.applies(s.TypeCondition, on) {
				c.collect(on, s.SelectionSet, into)
			}
		case *ast.FragmentSpread:
			if f := c.doc.Fragments.ForName(s.Name); c.included(s.Directives) && c.applies(f.TypeCondition, on) {
				c.collect(on, f.SelectionSet, into)
			}
		}
	}
}

func (c conformer) applies(condition string, on *ast.Definition) bool {
	return condition == "" || condition == on.Name || slices.Contains(c.schema.GetPossibleTypes(c.schema.Types[condition]), on)
}

func (c conformer) included(directives ast.DirectiveList) bool {
	for _, d := range directives {
		condition, _ := d.ArgumentMap(c.variables)["if"].(bool)
		if d.Name == "skip" && condition || d.Name == "include" && !condition {
			return false
		}
	}
	return true
}

func (c conformer) field(on *ast.Definition, merged []*ast.Field, got any) error {
	if merged[0].Name == "__typename" {
		if got != on.Name {
			return fmt.Errorf("%v is not %s", got, on.Name)
		}
		return nil
	}
	var sets []ast.SelectionSet
	for _, f := range merged {
		sets = append(sets, f.SelectionSet)
	}
	return c.value(merged[0].Definition.Type, sets, got)
}

func (c conformer) value(t *ast.Type, sets []ast.SelectionSet, got any) error {
	if got == nil {
		if t.NonNull {
			return fmt.Errorf("null for %s", t)
		}
		return nil
	}
	if t.Elem != nil {
		list, ok := got.([]any)
		if !ok {
			return fmt.Errorf("%v is no list", got)
		}
		for i, item := range list {
			if err := c.value(t.Elem, sets, item); err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
		}
		return nil
	}
	def := c.schema.Types[t.Name()]
	if !def.IsLeafType() {
		return c.object(def, sets, got)
	}
	if !leaf(def, got) {
		return fmt.Errorf("%v is no %s", got, def.Name)
	}
	return nil
}

func leaf(def *ast.Definition, got any) (ok bool) {
	switch {
	case def.Kind == ast.Enum:
		name, _ := got.(string)
		return def.EnumValues.ForName(name) != nil
	case def.Name == "Int":
		number, _ := got.(json.Number)
		n, err := number.Int64()
		return err == nil && n >= math.MinInt32 && n <= math.MaxInt32
	case def.Name == "Boolean":
		_, ok = got.(bool)
	case def.Name == "String", def.Name == "ID":
		_, ok = got.(string)
	default:
		return true // a scalar of the schema's own
	}
	return ok
}

// Leads reports whether an error's path leads to a null in an answer's data, or through
// one that has taken the error's place.
func Leads(data any, path []any) bool {
	for _, step := range path {
		switch at := data.(type) {
		case nil:
			return true
		case map[string]any:
			key, _ := step.(string)
			value, there := at[key]
			if !there {
				return false
			}
			data = value
		case []any:
			number, _ := step.(json.Number)
			i, err := number.Int64()
			if err != nil || i < 0 || i >= int64(len(at)) {
				return false
			}
			data = at[i]
		default:
			return false
		}
	}
	return data == nil
}
