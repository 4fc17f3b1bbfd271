package fuzz

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// names are those that the answer has on one level already. Nil means that every field
// gets a name of its own: a fragment does not know where it will be spread.
type names map[string]bool

// set writes a selection set for a type.
func (w *writer) set(on *ast.Definition, keys names, depth int) string {
	var all []string
	for range 1 + w.random.IntN(4) {
		all = append(all, w.selection(on, keys, depth))
	}
	if w.oneIn(20) {
		all = append(all, all[0]) // the same again is merged
	}
	return "{ " + strings.Join(all, " ") + " }"
}

func (w *writer) selection(on *ast.Definition, keys names, depth int) string {
	switch n := w.random.IntN(20); {
	case n < 3 && depth > 0, on.Kind == ast.Union && n < 18 && depth > 0:
		condition, target := w.condition(on)
		return "..." + condition + w.directives() + " " + w.set(target, keys, depth-1)
	case n == 3 && depth > 0:
		return w.spread(on, depth)
	}
	f := w.choose(on, depth)
	if f == nil {
		return w.key("__typename", keys) + w.directives()
	}
	return w.field(on, f, keys, depth)
}

// condition is a type that a fragment can be about here.
func (w *writer) condition(on *ast.Definition) (text string, target *ast.Definition) {
	candidates := append([]*ast.Definition{on}, w.schema.GetPossibleTypes(on)...)
	candidates = append(candidates, w.schema.GetImplements(on)...)
	target = pick(w, candidates)
	if target == on && w.oneIn(2) {
		return "", on
	}
	return " on " + target.Name, target
}

// spread spreads a fragment, which may be there already.
func (w *writer) spread(on *ast.Definition, depth int) string {
	for _, f := range w.fragments {
		if f.on == on && w.oneIn(2) {
			return "..." + f.name + w.directives()
		}
	}
	_, target := w.condition(on)
	f := fragment{name: w.name("F"), on: target}
	f.text = w.set(target, nil, depth-1)
	w.fragments = append(w.fragments, f)
	return "..." + f.name + w.directives()
}

// choose is a field that can be asked for here; nil where only __typename can.
func (w *writer) choose(on *ast.Definition, depth int) *ast.FieldDefinition {
	var can, deep []*ast.FieldDefinition
	for _, f := range on.Fields {
		leaf := w.schema.Types[f.Type.Name()].IsLeafType()
		if depth > 0 && w.left > 0 || leaf {
			can = append(can, f)
		}
		if depth > 0 && w.left > 0 && !leaf {
			deep = append(deep, f)
		}
	}
	if len(can) == 0 || w.oneIn(20) {
		return nil
	}
	if len(deep) > 0 && w.oneIn(3) { // else what lies deep comes up once in ten thousands
		return pick(w, deep)
	}
	return pick(w, can)
}

// field writes a field with all that belongs to it.
func (w *writer) field(on *ast.Definition, f *ast.FieldDefinition, keys names, depth int) string {
	text := w.key(f.Name, keys) + w.arguments(f.Arguments)
	if on.Name != "Subscription" {
		text += w.directives()
	}
	target := w.schema.Types[f.Type.Name()]
	if target.IsLeafType() {
		return text
	}
	w.left--
	switch f.Name { // validators let introspection go only so deep
	case "__schema":
		depth = 3
	case "__type":
		depth = 2
	}
	return text + " " + w.set(target, names{}, depth-1)
}

// key is a field's name, behind an alias where that is needed or fun.
func (w *writer) key(name string, keys names) string {
	if keys != nil && !keys[name] && !w.oneIn(10) {
		keys[name] = true
		return name
	}
	return w.name("a") + ": " + name
}

func (w *writer) arguments(defined ast.ArgumentDefinitionList) string {
	var all []string
	for _, a := range defined {
		required := a.Type.NonNull && a.DefaultValue == nil
		if !required && !w.oneIn(3) {
			continue
		}
		all = append(all, a.Name+": "+w.position(a.Name, a.Type).literal())
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(all, ", ") + ")"
}

func (w *writer) directives() string {
	if !w.oneIn(12) {
		return ""
	}
	condition := w.position("if", ast.NonNullNamedType("Boolean", nil))
	return fmt.Sprintf(" @%s(if: %s)", pick(w, []string{"skip", "include"}), condition.literal())
}
