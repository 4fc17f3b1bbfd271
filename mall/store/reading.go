package store

import (
	"context"
	"slices"
	"strconv"
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

// ReadThree is ReadTogether for three readings, none of which selects a column twice or one
// without a name.
func (tx *Tx) ReadThree(ctx context.Context, readings ...Reading) error {
	// A union of three would take a column that two of them lack for text.
	var from strings.Builder
	var args []any
	width := 0
	for i, r := range readings {
		name := "r" + strconv.Itoa(i)
		text := "(select " + strconv.Itoa(i) + " as which, x.* from (" + r.Text(1+len(args)) + ") x) " + name
		if i > 0 {
			text = " full join " + text + " on false"
		}
		from.WriteString(text)
		args = append(args, r.Args...)
		width += 1 + r.Width
	}
	into := make([][]any, len(readings))
	which := make([]*int, len(readings))
	blank := make([]any, width)
	for i := range blank {
		blank[i] = unread{}
	}
	places := make([]int, len(readings))
	at := 0
	for i, r := range readings {
		places[i] = at + 1
		into[i] = slices.Clone(blank)
		at += 1 + r.Width
	}
	for i := range readings {
		blank[places[i]-1] = &which[i]
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		if err := scan(blank...); err != nil {
			return err
		}
		for i, r := range readings {
			if which[i] == nil {
				continue
			}
			row, done := r.Row()
			copy(into[i][places[i]:], row)
			if err := scan(into[i]...); err != nil {
				return err
			}
			done()
		}
		return nil
	}, "select * from "+from.String(), args...)
}

// unread is where a column goes that the row does not have.
type unread struct{}

// Scan forgets the value.
func (unread) Scan(any) error { return nil }
