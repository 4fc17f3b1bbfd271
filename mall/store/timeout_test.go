package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

const writeSetting = "insert into settings (id, value) values ('a', 'b')"

// What would write gives up while another transaction holds what it waits for.
func TestAWriteDoesNotWaitForEver(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		holder := open(t, url)
		waiter, err := store.Open(t.Context(), url, store.Options{WriteTimeout: 500 * time.Millisecond})
		require.NoError(t, err)
		defer func() { assert.NoError(t, waiter.Close()) }()
		write := func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, writeSetting)
			return err
		}
		require.NoError(t, holder.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if tx.Dialect == store.Postgres { // SQLite's transaction holds everything already
				_, err := tx.Exec(ctx, "lock table settings in exclusive mode")
				require.NoError(t, err)
			}
			err := waiter.InTx(context.WithoutCancel(ctx), write)
			assert.Error(t, err, "it gave up while the lock was held")
			assert.True(t, store.Retryable(err), "it may be tried again: %v", err)
			return nil
		}))
		require.NoError(t, waiter.InTx(t.Context(), write))
	})
}

// Nor does one wait for ever for the connections of those who wait.
func TestAWriteDoesNotWaitForEverForAConnection(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{MaxConnections: 2, WriteTimeout: 500 * time.Millisecond})
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		// PostgreSQL's pool has two, SQLite's one: a third transaction within two others finds none.
		var nest func(depth int) error
		nest = func(depth int) error {
			return db.InTx(context.Background(), func(context.Context, *store.Tx) error {
				if depth == 1 {
					return nil
				}
				return nest(depth - 1)
			})
		}
		assert.ErrorIs(t, nest(3), context.DeadlineExceeded)
		assert.NoError(t, nest(1))
	})
}

// What follows a commit may write: the transaction's connection is free by then.
func TestWhatFollowsACommitMayWrite(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{MaxConnections: 2, WriteTimeout: 500 * time.Millisecond})
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		nothing := func(context.Context, *store.Tx) error { return nil }
		followed := false
		require.NoError(t, db.InTx(t.Context(), func(_ context.Context, tx *store.Tx) error {
			tx.OnCommit(func() { followed = assert.NoError(t, db.InTx(t.Context(), nothing)) })
			return nil
		}))
		assert.True(t, followed)
	})
}

// A group that the database asks to try again is not tried again when nobody waits for it.
func TestAGroupIsNotTriedAgainForWhoHasLeft(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		for left, want := range map[bool]int{true: 1, false: 4} {
			ctx, leave := context.WithCancel(t.Context())
			tries := 0
			group := store.NewGroup(db, "fails", func(context.Context, *store.Tx, []string) ([]store.Outcome[string], error) {
				tries++
				if left {
					leave()
				}
				return nil, store.ErrNeedsLocks
			})
			_, err := group.Do(ctx, "x")
			require.ErrorIs(t, err, store.ErrNeedsLocks)
			assert.Equal(t, want, tries)
			group.Close()
			leave()
		}
	})
}
