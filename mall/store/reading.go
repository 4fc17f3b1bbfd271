package store

import (
	"context"
)

// Reading is a query and what becomes of its rows.
type Reading struct {
	// Text is the query, with its parameters counted from first.
	Text func(first int) string
	Args []any
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

// ReadPairs runs two readings in one round trip, on PostgreSQL. b has one row at
// most, and is told of it again with each row of a. Where one of them has no row, the
// answer is ErrNeedsLocks: then nothing can be said of the other.
func (tx *Tx) ReadPairs(ctx context.Context, a, b Reading) error {
	pairs := 0
	err := tx.Read(ctx, Reading{
		Text: func(first int) string {
			return "select a.*, b.* from (" + a.Text(first) + ") a cross join (" + b.Text(first+len(a.Args)) + ") b"
		},
		Args: append(append([]any{}, a.Args...), b.Args...),
		Row: func() ([]any, func()) {
			intoA, doneA := a.Row()
			intoB, doneB := b.Row()
			return append(append([]any{}, intoA...), intoB...), func() { doneA(); doneB(); pairs++ }
		},
	})
	if err == nil && pairs == 0 {
		return ErrNeedsLocks
	}
	return err
}
