package fuzz

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// position writes a value where the document takes one: a literal or a variable.
// name is what takes it.
func (w *writer) position(name string, t *ast.Type) value {
	if !w.oneIn(3) {
		return w.typed(name, t, document)
	}
	v := variable{name: w.name("v")}
	v.definition = "$" + v.name + ": " + t.String()
	if w.oneIn(4) {
		v.definition += " = " + w.typed(name, t, constant).literal()
	}
	switch {
	case w.odd() && w.oneIn(10):
		v.value = w.stray()
	case t.NonNull || !w.oneIn(5):
		v.value = w.typed(name, t, variables)
	}
	w.variables = append(w.variables, v)
	return reference(v.name)
}

// place is where a value stands: each has other rules.
type place int

const (
	document  place = iota // a literal, in which there may be variables
	constant               // a variable's default
	variables              // JSON
)

// typed is a value of a type.
func (w *writer) typed(name string, t *ast.Type, at place) value {
	if !t.NonNull && w.odd() && w.oneIn(6) {
		return scalar("null")
	}
	inner := func(name string, t *ast.Type) value {
		if at == document {
			return w.position(name, t)
		}
		return w.typed(name, t, at)
	}
	if t.Elem != nil {
		if w.oneIn(10) {
			return w.typed(name, t.Elem, at) // one is taken for a list of one
		}
		all := list{}
		for range pick(w, []int{0, 1, 1, 2, 3, 30}) {
			all = append(all, inner(name, t.Elem))
		}
		return all
	}
	def := w.schema.Types[t.Name()]
	switch def.Kind {
	case ast.Enum:
		return enum(pick(w, def.EnumValues).Name)
	case ast.InputObject:
		all := object{}
		for _, f := range def.Fields {
			if required := f.Type.NonNull && f.DefaultValue == nil; required || w.oneIn(2) {
				all = append(all, member{f.Name, inner(f.Name, f.Type)})
			}
		}
		return all
	}
	return w.scalar(name, def.Name, at)
}

// stray is a value of just any type, as variables can bring.
func (w *writer) stray() value {
	return pick(w, []value{
		scalar("true"), scalar("1.5"), scalar(`"x"`), scalar("1e400"), scalar("[]"), scalar("{}"), scalar(`[null]`), scalar(`[[[]]]`),
		scalar(`{"__typename": "Product", "id": {"id": []}}`), scalar("null"), scalar("99999999999999999999"), scalar(`"5"`), scalar(`"paid"`),
	})
}
