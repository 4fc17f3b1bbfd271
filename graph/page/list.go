package page

import (
	"context"

	"pointsmall/mall"
)

// List is a list of nodes N that is read by pages. P is a place in it: what the nodes
// after it, or before it, are compared with.
type List[N, P any] struct {
	// Text and Place lead from a node to its cursor's text and from there to its place.
	// Place reports whether the text is one of this list.
	Text  func(node *N) string
	Place func(text string) (P, bool)
	// Read reads a part of the list, in the order of the list.
	Read func(ctx context.Context, part Part[P]) ([]*N, error)
	// Count counts the nodes of the whole list, up to MaxCount.
	Count func(ctx context.Context) (int, error)
}

// Part is what is to be read of a list.
type Part[P any] struct {
	// After and Before are the places between which the nodes lie; a nil place bounds nothing.
	After, Before *P
	// Limit is how many nodes are read: one more than the page holds, which tells
	// whether there are more.
	Limit int
	// FromEnd takes the last Limit nodes instead of the first.
	FromEnd bool
}

// Page reads one page of the list. Refusals: INVALID_INPUT, and those of Read.
func (l List[N, P]) Page(ctx context.Context, args Args) (*Connection[N], error) {
	w, refusal := args.window()
	if refusal != nil {
		return nil, refusal
	}
	part := Part[P]{Limit: w.size + 1, FromEnd: w.backward}
	if part.After, refusal = l.place(w.after, "after"); refusal != nil {
		return nil, refusal
	}
	if part.Before, refusal = l.place(w.before, "before"); refusal != nil {
		return nil, refusal
	}
	nodes, err := l.Read(ctx, part)
	if err != nil {
		return nil, err
	}
	c := &Connection[N]{count: l.Count}
	c.Nodes, c.PageInfo.HasNextPage, c.PageInfo.HasPreviousPage = cut(w, nodes)
	c.Edges = make([]*Edge[N], len(c.Nodes))
	for i, n := range c.Nodes {
		c.Edges[i] = &Edge[N]{Cursor: cursor(l.Text(n)), Node: n}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

// place is the place that a cursor's text names; nil where there is no cursor.
func (l List[N, P]) place(text, field string) (*P, *mall.Error) {
	if text == "" {
		return nil, nil
	}
	place, ok := l.Place(text)
	if !ok {
		return nil, badCursor().At(field)
	}
	return &place, nil
}

// ByID is the Place of lists that are ordered by id; read tells ids of their kind from
// others.
func ByID[P any](read func(mall.AnyID) (P, bool)) func(text string) (P, bool) {
	return func(text string) (P, bool) { return read(mall.AnyID(text)) }
}
