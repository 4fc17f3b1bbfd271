package store

import (
	"context"
	"fmt"
	"slices"
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
	// guard is what a row still is if nobody has changed it since it was read.
	guard string
}

// Add appends a write whose text reads its rows from "{rows}", aliased r.
// A write without rows is left out.
func (b *Batch) Add(sql string, rows *Rows) {
	if rows.Len() > 0 {
		b.writes = append(b.writes, write{sql: sql, rows: rows})
	}
}

// Update appends an update, whose text ends with its condition. Where its rows were
// read without a lock (Tx.Unlocked) they must meet the guard too, or else nothing of
// the batch is written and Exec's error is Retryable.
func (b *Batch) Update(sql string, rows *Rows, guard string) {
	if rows.Len() > 0 {
		b.writes = append(b.writes, write{sql, rows, guard})
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
	var sql, unchanged strings.Builder
	var args []any
	table, arguments := (*Rows).tableOfArrays, (*Rows).arrays
	if tx.Unlocked && b.small() {
		table, arguments = (*Rows).tableOfCells, (*Rows).argsOfCells
	}
	for i, w := range b.writes {
		part, err := arguments(w.rows)
		if err != nil {
			return fmt.Errorf("encode %q: %w", w.sql, err)
		}
		if i == 0 {
			sql.WriteString("with ")
		} else {
			sql.WriteString("), ")
		}
		fmt.Fprintf(&sql, "w%d as (", i)
		sql.WriteString(strings.Replace(w.sql, "{rows}", table(w.rows, len(args)+1), 1))
		args = append(args, part...)
		if tx.Unlocked && w.guard != "" {
			sql.WriteString(" and " + w.guard + " returning 1")
			fmt.Fprintf(&unchanged, " and (select count(*) from w%d) = %d", i, w.rows.Len())
		}
	}
	// A division by zero is how a statement can take itself back: see Retryable.
	sql.WriteString(") select 1 / (case when true" + unchanged.String() + " then 1 else 0 end)")
	_, err := tx.Exec(ctx, sql.String(), args...)
	return err
}

// small reports whether it is what one request writes: one or two rows a table.
func (b *Batch) small() bool {
	return !slices.ContainsFunc(b.writes, func(w write) bool { return w.rows.Len() > fewRows })
}

func (w write) render(d Dialect, first int) string {
	return strings.Replace(w.sql, "{rows}", w.rows.table(d, first), 1)
}
