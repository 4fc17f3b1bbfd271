package document

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// huge is where counts stop: fragments in fragments double with every line.
const huge = 1 << 30

// size is what a selection set holds, fragments put where they are spread.
type size struct {
	selections, aliases, directives int
	roots                           int // fields on the first level
	depth                           int // levels of fields
	deferred                        bool
}

// add counts what stands inside, on the same level.
func (s *size) add(inner size) {
	s.below(inner)
	s.roots = min(huge, s.roots+inner.roots)
	s.depth = max(s.depth, inner.depth)
}

// below counts what stands inside, but for its levels.
func (s *size) below(inner size) {
	s.selections = min(huge, s.selections+inner.selections)
	s.aliases = min(huge, s.aliases+inner.aliases)
	s.directives = min(huge, s.directives+inner.directives)
	s.deferred = s.deferred || inner.deferred
}

func (s *size) mark(directives ast.DirectiveList) {
	s.directives = min(huge, s.directives+len(directives))
	for _, d := range directives {
		s.deferred = s.deferred || d.Name == "defer" || d.Name == "stream"
	}
}

// ruler measures a document that nobody has validated: fragments may be missing,
// spread themselves, or share a name. Each is measured once.
type ruler struct {
	fragments map[string]*ast.FragmentDefinition
	known     map[string]size
}

func newRuler(doc *ast.QueryDocument) *ruler {
	r := &ruler{fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments)), known: map[string]size{}}
	for _, f := range doc.Fragments {
		if r.fragments[f.Name] == nil {
			r.fragments[f.Name] = f
		}
	}
	return r
}

func (r *ruler) fragment(name string) size {
	if s, ok := r.known[name]; ok {
		return s // empty within itself: validation refuses such a circle
	}
	r.known[name] = size{}
	f := r.fragments[name]
	if f == nil {
		return size{}
	}
	s := r.set(f.SelectionSet)
	s.mark(f.Directives)
	r.known[name] = s
	return s
}

func (r *ruler) set(selections ast.SelectionSet) (s size) {
	for _, selection := range selections {
		s.selections = min(huge, s.selections+1)
		switch selection := selection.(type) {
		case *ast.Field:
			s.field(selection, r.set(selection.SelectionSet))
		case *ast.InlineFragment:
			s.mark(selection.Directives)
			s.add(r.set(selection.SelectionSet))
		case *ast.FragmentSpread:
			s.mark(selection.Directives)
			s.add(r.fragment(selection.Name))
		}
	}
	return s
}

func (s *size) field(f *ast.Field, inner size) {
	s.mark(f.Directives)
	s.below(inner)
	s.roots = min(huge, s.roots+1)
	s.depth = max(s.depth, inner.depth+1)
	if f.Alias != f.Name {
		s.aliases = min(huge, s.aliases+1)
	}
}
