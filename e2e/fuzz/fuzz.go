package fuzz

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Request is one GraphQL request.
type Request struct {
	Operation ast.Operation
	// Query is the document, Name the operation in it that is to run; "" where there is
	// only one.
	Query, Name string
	// Variables is a JSON object.
	Variables string
}

// Maker makes requests. It is safe for concurrent use.
type Maker struct {
	// Known are texts that mean something to the server, by the name of the argument or
	// input field that takes them. Half of the requests hold little else, so that they come
	// far; in the others about half of the values come from here.
	Known map[string][]string
	// Rare are root fields that are costly to call: they come up a tenth as often as others.
	Rare []string

	schema *ast.Schema
	seed   uint64
	roots  []root
}

// root is a field of Query, Mutation or Subscription.
type root struct {
	operation ast.Operation
	parent    *ast.Definition
	field     *ast.FieldDefinition
}

// New makes a maker of requests for a schema.
func New(schema *ast.Schema, seed uint64) *Maker {
	m := &Maker{schema: schema, seed: seed}
	for _, parent := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		if parent == nil {
			continue
		}
		for _, f := range parent.Fields {
			m.roots = append(m.roots, root{ast.Operation(strings.ToLower(parent.Name)), parent, f})
		}
	}
	return m
}

// Request makes the request of a number. Numbers that follow each other call the
// root fields by turns.
func (m *Maker) Request(n int) Request {
	w := &writer{Maker: m, random: rand.New(rand.NewPCG(m.seed, uint64(n))), left: 40}
	w.tame = w.oneIn(2)
	r := m.roots[n%len(m.roots)]
	if slices.Contains(m.Rare, r.field.Name) && n/len(m.roots)%10 != 0 {
		r = m.roots[0]
	}
	return w.request(r)
}

// writer writes one request.
type writer struct {
	*Maker
	random *rand.Rand
	// tame requests have few odd values.
	tame bool
	// left is how many fields with fields the document may have yet.
	left      int
	names     int // how many were made up
	fragments []fragment
	variables []variable
}

type fragment struct {
	name string
	on   *ast.Definition
	text string
}

type variable struct {
	name, definition string
	value            value // nil leaves it out
}

// oneIn is true once in n times.
func (w *writer) oneIn(n int) bool { return w.random.IntN(n) == 0 }

// odd is true where a value is to be one that makes no sense: seldom in tame requests.
func (w *writer) odd() bool {
	if w.tame {
		return w.oneIn(15)
	}
	return w.oneIn(2)
}

// name makes up a name that the document has nowhere else.
func (w *writer) name(prefix string) string {
	w.names++
	return fmt.Sprint(prefix, w.names)
}

func pick[T any](w *writer, from []T) T { return from[w.random.IntN(len(from))] }
