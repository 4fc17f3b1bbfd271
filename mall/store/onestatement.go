package store

import (
	"context"
	"errors"
)

// ErrNeedsLocks is what the function of InOneStatement returns when it meets
// something that it cannot guard.
var ErrNeedsLocks = errors.New("this needs a transaction with locks")

// InOneStatement runs fn like InTx, on PostgreSQL first without a transaction: fn
// reads without locks, and saves with one Batch whose guards (Batch.Update) fail
// when somebody has changed since what fn read. The batch is one statement, so it
// commits as it ends: a request alone takes half as many round trips. When a guard
// fails, fn is run again as InTx runs it, with locks and Tx.Attempt from 2.
//
// It suits requests that seldom meet: where many want the same rows, locks are better.
func (db *DB) InOneStatement(ctx context.Context, fn func(context.Context, *Tx) error) error {
	if db.Dialect != Postgres {
		return db.InTx(ctx, fn)
	}
	tx, err := db.tryOneStatement(ctx, fn)
	if err == nil {
		tx.committed()
		return nil
	}
	if !Retryable(err) || ctx.Err() != nil {
		return err
	}
	return db.inTx(ctx, 2, fn)
}

func (db *DB) tryOneStatement(ctx context.Context, fn func(context.Context, *Tx) error) (*Tx, error) {
	conn, err := db.writer(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	tx := &Tx{Dialect: db.Dialect, Attempt: 1, Unlocked: true, sql: conn, recorder: db.recorder}
	if err := fn(ctx, tx); err != nil {
		return nil, err
	}
	return tx, nil
}
