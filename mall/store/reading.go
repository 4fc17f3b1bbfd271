package store

import (
	"context"
	"slices"
	"strings"
)

// Reading is a query and what becomes of its rows.
type Reading struct {
	// Text is the query, with its parameters counted from first.
	Text func(first int) string
	Args []any
	// Width is how many columns the query has.
	Width int
	// Row says where the next row is scanned to, and what is done with it then.
	Row func() (into []any, done func())
}

// Read runs a reading.
func (tx *Tx) Read(ctx context.Context, r Reading) error {
	return tx.Each(ctx, func(scan func(...any) error) error {
		into, done := r.Row()
		if err := scan(into...); err != nil {
			return err
		}
		done()
		return nil
	}, r.Text(1), r.Args...)
}

// ReadTogether runs two readings in one round trip, on PostgreSQL.
func (tx *Tx) ReadTogether(ctx context.Context, a, b Reading) error {
	intoB := make([]any, 1+a.Width+b.Width)
	intoA := make([]any, len(intoB))
	which := make([]any, len(intoB))
	for i := range which {
		intoA[i], intoB[i], which[i] = unread{}, unread{}, unread{}
	}
	var isA bool
	which[0] = &isA
	text := "select true, a.*" + strings.Repeat(", null", b.Width) + " from (" + a.Text(1) + ") a union all " +
		"select false" + strings.Repeat(", null", a.Width) + ", b.* from (" + b.Text(1+len(a.Args)) + ") b"
	return tx.Each(ctx, func(scan func(...any) error) error {
		if err := scan(which...); err != nil {
			return err
		}
		from, into, at := a, intoA, 1
		if !isA {
			from, into, at = b, intoB, 1+a.Width
		}
		row, done := from.Row()
		copy(into[at:], row)
		if err := scan(into...); err != nil {
			return err
		}
		done()
		return nil
	}, text, slices.Concat(a.Args, b.Args)...)
}

// unread is where a column goes that the row does not have.
type unread struct{}

// Scan forgets the value.
func (unread) Scan(any) error { return nil }
