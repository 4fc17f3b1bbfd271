package fuzz

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

func (w *writer) request(r root) Request {
	depth := 2 + w.random.IntN(4)
	if w.oneIn(40) {
		depth = 19 // of 20 levels that servers allow
	}
	keys := names{}
	selections := []string{w.field(r.parent, r.field, keys, depth)}
	if r.operation != ast.Subscription {
		for w.oneIn(3) {
			selections = append(selections, w.another(r, keys, depth))
		}
	}
	body := "{ " + strings.Join(selections, " ") + " }"
	if r.operation != ast.Subscription && w.oneIn(10) {
		body = fmt.Sprintf("{ ... on %s @include(if: true) %s }", r.parent.Name, body)
	}
	request := Request{Operation: r.operation}
	var doc strings.Builder
	if w.oneIn(10) {
		request.Name = "run"
		doc.WriteString("query other { __typename } ")
	}
	fmt.Fprintf(&doc, "%s %s%s %s", r.operation, request.Name, w.definitions(), body)
	for _, f := range w.fragments {
		fmt.Fprintf(&doc, " fragment %s on %s %s", f.name, f.on.Name, f.text)
	}
	request.Query, request.Variables = doc.String(), w.values()
	return request
}

// another is one more root field of the same operation.
func (w *writer) another(r root, keys names, depth int) string {
	f := pick(w, r.parent.Fields)
	for _, rare := range w.Rare {
		if f.Name == rare {
			f = r.field
		}
	}
	return w.field(r.parent, f, keys, depth)
}

// definitions are those of the variables, in parentheses.
func (w *writer) definitions() string {
	if len(w.variables) == 0 {
		return ""
	}
	var all []string
	for _, v := range w.variables {
		all = append(all, v.definition)
	}
	return "(" + strings.Join(all, ", ") + ")"
}

// values are those of the variables, as a JSON object.
func (w *writer) values() string {
	var all object
	for _, v := range w.variables {
		if v.value != nil {
			all = append(all, member{v.name, v.value})
		}
	}
	return all.json()
}
