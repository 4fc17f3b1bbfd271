package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	entsql "entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Tx is an open transaction that may write.
type Tx struct {
	Dialect Dialect
	// Attempt counts the runs of this transaction's function from 1.
	Attempt int
	// Unlocked is true inside InOneStatement and Snapshot: reads lock nothing.
	Unlocked bool

	sql   queryer
	ent   *ent.Client
	after []func()
	locks *lockOrder // nil unless DB.CheckLocks asks for it

	// recorder and origin say who writes down what is changed, and of whom; trail is what is known
	// of it so far.
	recorder Recorder
	origin   mall.Origin
	trail    trail
}

// queryer is what runs a transaction's statements.
type queryer interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
}

// Ent is an ent client inside the transaction.
func (tx *Tx) Ent() *ent.Client {
	if tx.ent == nil {
		tx.ent = ent.NewClient(ent.Driver(entDriver{entsql.NewDriver(string(tx.Dialect), entsql.Conn{ExecQuerier: tx.sql})}))
		if tx.Audited() {
			tx.ent.Use(tx.watching)
		}
	}
	return tx.ent
}

// Query runs a query inside the transaction.
func (tx *Tx) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return tx.sql.QueryContext(ctx, text, args...)
}

// Exec runs a statement inside the transaction.
func (tx *Tx) Exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	tx.trail.see(tx, text)
	return tx.sql.ExecContext(ctx, text, args...)
}

// QueryRows runs a query that reads rows from "{rows}" (aliased r) and calls each
// for every row of its answer. Without rows it asks nothing.
func (tx *Tx) QueryRows(ctx context.Context, text string, rows *Rows, each func(scan func(...any) error) error) error {
	if rows.Len() == 0 {
		return nil
	}
	args, err := rows.args(tx.Dialect)
	if err != nil {
		return err
	}
	return tx.Each(ctx, each, write{sql: text, rows: rows}.render(tx.Dialect, 1), args...)
}

// Each runs a query and calls each for every row of its answer.
func (tx *Tx) Each(ctx context.Context, each func(scan func(...any) error) error, text string, args ...any) error {
	answer, err := tx.sql.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer answer.Close()
	for answer.Next() {
		if err := each(answer.Scan); err != nil {
			return err
		}
	}
	return answer.Err()
}

// OnCommit has f called once the transaction is committed and its connection is free.
func (tx *Tx) OnCommit(f func()) { tx.after = append(tx.after, f) }

func (tx *Tx) committed() {
	for _, f := range tx.after {
		f()
	}
}

// attempts is how often a transaction is tried when the database asks for that.
const attempts = 4

// InTx runs fn in a transaction that commits when fn returns nil. Where the
// database asks for another try (a deadlock, a lost connection), fn is run again
// from the start, so it must not keep anything from the run before.
func (db *DB) InTx(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return db.inTx(ctx, 1, fn)
}

func (db *DB) inTx(ctx context.Context, attempt int, fn func(context.Context, *Tx) error) error {
	for ; ; attempt++ {
		tx, err := db.tryTx(ctx, attempt, fn)
		if err == nil {
			tx.committed()
			return nil
		}
		if attempt == attempts || !Retryable(err) || ctx.Err() != nil {
			return err
		}
		if IsUnique(err) {
			continue // whoever took the value has committed
		}
		time.Sleep(time.Duration(rand.Int64N(int64(attempt) * int64(10*time.Millisecond))))
	}
}

func (db *DB) tryTx(ctx context.Context, attempt int, fn func(context.Context, *Tx) error) (*Tx, error) {
	conn, err := db.writer(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	begun, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{Dialect: db.Dialect, Attempt: attempt, sql: begun, recorder: db.recorder, origin: mall.OriginOf(ctx)}
	if db.checkLocks {
		tx.locks = &lockOrder{}
	}
	done := false
	defer func() {
		if !done { // fn panicked
			_ = begun.Rollback()
		}
	}()
	if err = fn(ctx, tx); err == nil {
		err = tx.record(ctx)
	}
	done = true
	if err == nil && tx.locks != nil {
		err = tx.locks.fault
	}
	if err != nil {
		if undo := begun.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", undo))
		}
		return nil, err
	}
	if err := begun.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return tx, nil
}

// writer waits for a connection that may write, and not for ever: those who have them
// may be waiting, too.
func (db *DB) writer(ctx context.Context) (*sql.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, db.patience)
	defer cancel()
	conn, err := db.write.Conn(ctx)
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) { // the connection's own end, which is ctx's
			err = errors.Join(context.DeadlineExceeded, err)
		}
		return nil, fmt.Errorf("wait for a connection that may write: %w", err)
	}
	return conn, nil
}

// Snapshot runs reads that all see one state of the database, while others write.
func (db *DB) Snapshot(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return db.snapshot(ctx, db.read, fn)
}

// Glance is a Snapshot of few rows, found by their keys, for which a caller waits. On PostgreSQL
// it reads through a connection of the write path, which plans each statement once instead of
// each time: decision 5.
func (db *DB) Glance(ctx context.Context, fn func(context.Context, *Tx) error) error {
	if db.Dialect == Postgres {
		return db.snapshot(ctx, db.write, fn)
	}
	return db.snapshot(ctx, db.read, fn)
}

func (db *DB) snapshot(ctx context.Context, pool *sql.DB, fn func(context.Context, *Tx) error) error {
	begun, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: db.snapshotLevel(), ReadOnly: db.Dialect == Postgres})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	err = fn(ctx, &Tx{Dialect: db.Dialect, Unlocked: true, sql: begun})
	if undo := begun.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
		err = errors.Join(err, undo)
	}
	return err
}

func (db *DB) snapshotLevel() sql.IsolationLevel {
	if db.Dialect == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault // a SQLite read transaction is a snapshot
}
