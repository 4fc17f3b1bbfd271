package store

import (
	"context"
	"fmt"
	"strings"
)

// Batch gathers the writes of a transaction. PostgreSQL gets them as one
// statement (data-modifying CTEs: one round trip, one plan); SQLite, which lives
// in this process, one after the other in the order they were added. No two
// writes of a batch may touch the same row.
type Batch struct{ writes []write }

type write struct {
	sql  string
	rows *Rows
}

// Add appends a write whose text reads its rows from "{rows}", aliased r.
// A write without rows is left out.
func (b *Batch) Add(sql string, rows *Rows) {
	if rows.Len() > 0 {
		b.writes = append(b.writes, write{sql, rows})
	}
}

// Exec runs the batch.
func (b *Batch) Exec(ctx context.Context, tx *Tx) error {
	if len(b.writes) == 0 {
		return nil
	}
	if tx.Dialect == Postgres {
		return b.execTogether(ctx, tx)
	}
	for _, w := range b.writes {
		args, err := w.rows.args(tx.Dialect)
		if err != nil {
			return fmt.Errorf("encode %q: %w", w.sql, err)
		}
		if _, err := tx.Exec(ctx, w.render(tx.Dialect, 1), args...); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) execTogether(ctx context.Context, tx *Tx) error {
	var sql strings.Builder
	var args []any
	for i, w := range b.writes {
		part, err := w.rows.args(tx.Dialect)
		if err != nil {
			return fmt.Errorf("encode %q: %w", w.sql, err)
		}
		if len(b.writes) > 1 {
			if i == 0 {
				sql.WriteString("with ")
			} else {
				sql.WriteString("), ")
			}
			fmt.Fprintf(&sql, "w%d as (", i)
		}
		sql.WriteString(w.render(tx.Dialect, len(args)+1))
		args = append(args, part...)
	}
	if len(b.writes) > 1 {
		sql.WriteString(") select 1")
	}
	_, err := tx.Exec(ctx, sql.String(), args...)
	return err
}

func (w write) render(d Dialect, first int) string {
	return strings.Replace(w.sql, "{rows}", w.rows.table(d, first), 1)
}
