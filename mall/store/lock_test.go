package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// A transaction that locks out of order fails where locks are checked, on either database,
// whether or not it meets another.
func TestLocksOutOfOrderAreFound(t *testing.T) {
	low, high := mall.AccountID{1}, mall.AccountID{2}
	counter := func(t *testing.T, tx *store.Tx) {
		t.Helper()
		require.NoError(t, tx.Each(t.Context(), func(func(...any) error) error { return nil }, "select c.id from cap_counters c"+tx.Lock(store.KindCounter, "c.id")))
	}
	account := func(t *testing.T, tx *store.Tx, ids ...mall.AccountID) {
		t.Helper()
		require.NoError(t, tx.Each(t.Context(), func(func(...any) error) error { return nil }, "select a.id from accounts a"+tx.Lock(store.KindAccount, "a.id")))
		store.Locked(tx, store.KindAccount, ids...)
	}
	names := func(t *testing.T, tx *store.Tx, kind store.Kind) {
		t.Helper()
		require.NoError(t, tx.LockNames(t.Context(), kind, []string{"b", "a", "b"}, true))
	}
	malltest.Each(t, func(t *testing.T, url string) {
		plain, checked := open(t, url), open(t, url)
		checked.CheckLocks()
		for name, c := range map[string]struct {
			lock  func(t *testing.T, tx *store.Tx)
			fault string
		}{
			"in order": {func(t *testing.T, tx *store.Tx) {
				names(t, tx, store.KindNumber)
				account(t, tx, low, high)
				counter(t, tx)
				names(t, tx, store.KindSource)
			}, ""},
			"a row that is locked already": {func(t *testing.T, tx *store.Tx) { account(t, tx, low, high); account(t, tx, low) }, ""},
			"a kind too late":              {func(t *testing.T, tx *store.Tx) { counter(t, tx); account(t, tx, low) }, "account after counter"},
			"a name too late":              {func(t *testing.T, tx *store.Tx) { account(t, tx, low); names(t, tx, store.KindNumber) }, "number after account"},
			"a lower id too late":          {func(t *testing.T, tx *store.Tx) { account(t, tx, high); account(t, tx, low) }, "account 01"},
		} {
			t.Run(name, func(t *testing.T) {
				run := func(db *store.DB) error {
					return db.InTx(t.Context(), func(_ context.Context, tx *store.Tx) error {
						c.lock(t, tx)
						return nil
					})
				}
				require.NoError(t, run(plain), "nobody asked for the check")
				if c.fault == "" {
					assert.NoError(t, run(checked))
				} else {
					assert.ErrorContains(t, run(checked), c.fault)
				}
			})
		}
	})
}

// A reading of a snapshot locks nothing, so it may come in any order.
func TestASnapshotLocksNothing(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		db.CheckLocks()
		require.NoError(t, db.Snapshot(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			assert.NotContains(t, tx.Lock(store.KindCounter, "c.id"), "for update")
			assert.Equal(t, " order by a.id", tx.Lock(store.KindAccount, "a.id"))
			return tx.LockNames(ctx, store.KindNumber, []string{"a"}, false)
		}))
	})
}
