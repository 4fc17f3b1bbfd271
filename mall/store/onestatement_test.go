package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// raise adds one letter to the setting "count" and a row that says so, like a
// service that loads, decides and saves.
func raise(ctx context.Context, tx *store.Tx, between func(seen string)) error {
	var seen string
	err := tx.Each(ctx, func(scan func(...any) error) error { return scan(&seen) }, "select value from settings where id = 'count'"+tx.Lock(store.KindCounter, "settings.id"))
	if err != nil {
		return err
	}
	between(seen)
	counts := store.NewRows("id text", "value text", "seen text")
	counts.Add("count", seen+"x", seen)
	facts := store.NewRows("id text", "value text")
	facts.Add("fact-"+seen, "told")
	var batch store.Batch
	batch.Add("insert into settings (id, value) select id, value from {rows}", facts)
	batch.Update("update settings set value = r.value from {rows} where settings.id = r.id", counts, "settings.value = r.seen")
	return batch.Exec(ctx, tx)
}

func settings(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	rows, err := db.Ent().Setting.Query().All(t.Context())
	require.NoError(t, err)
	all := map[string]string{}
	for _, r := range rows {
		all[r.ID] = r.Value
	}
	return all
}

func withCount(t *testing.T, url string) *store.DB {
	t.Helper()
	db := open(t, url)
	require.NoError(t, db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "insert into settings (id, value) values ('count', '')")
		return err
	}))
	return db
}

// Somebody changes what was read, between the reading and the saving: nothing of
// that attempt stays, and the next one holds the row.
func TestOneStatementTakesItselfBack(t *testing.T) {
	db := withCount(t, malltest.Postgres(t))
	var seen []string
	var locked []bool
	err := db.InOneStatement(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		locked = append(locked, !tx.Unlocked)
		return raise(ctx, tx, func(value string) {
			seen = append(seen, value)
			if len(seen) == 1 {
				require.NoError(t, db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return raise(ctx, tx, func(string) {}) }))
			}
		})
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"", "x"}, seen)
	assert.Equal(t, []bool{false, true}, locked)
	after := settings(t, db)
	assert.Equal(t, "xx", after["count"])
	assert.Equal(t, "told", after["fact-"])
	assert.Equal(t, "told", after["fact-x"])
}

func TestOneStatementGoesToATransactionWhereItMust(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := withCount(t, url)
		hooks := 0
		require.NoError(t, db.InOneStatement(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if tx.Unlocked {
				tx.OnCommit(func() { t.Error("an attempt that was given up must not say that it committed") })
				return store.ErrNeedsLocks
			}
			tx.OnCommit(func() { hooks++ })
			return raise(ctx, tx, func(string) {})
		}))
		assert.Equal(t, 1, hooks)
		assert.Equal(t, "x", settings(t, db)["count"])

		refused := errors.New("refused")
		runs := 0
		require.ErrorIs(t, db.InOneStatement(t.Context(), func(context.Context, *store.Tx) error { runs++; return refused }), refused)
		assert.Equal(t, 1, runs, "an answer is not tried again")
	})
}
