package page

import "context"

// Connection is a page of a list as the API shows it. Every connection of the schema is
// one of these: see graph/model.
type Connection[N any] struct {
	Edges    []*Edge[N]
	Nodes    []*N
	PageInfo Info

	count func(ctx context.Context) (int, error)
}

// TotalCount counts all there is behind the page, up to MaxCount. It reads the database
// when it is asked for, and not before.
func (c *Connection[N]) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// Edge is a node in its place in a page.
type Edge[N any] struct {
	Cursor string
	Node   *N
}

// Info says where a page lies in its list.
type Info struct {
	HasNextPage, HasPreviousPage bool
	// StartCursor and EndCursor are those of the first edge and the last; nil on an
	// empty page.
	StartCursor, EndCursor *string
}
