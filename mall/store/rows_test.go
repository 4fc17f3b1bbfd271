package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

func open(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

// Whatever a caller types into a text must come back the same, and nothing of it
// may be taken for the syntax of arrays or JSON.
func TestRowsCarryAnyValue(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		texts := []string{
			"", "plain", `quote " and \ backslash`, "{1,2}", "NULL", "null", "comma, semicolon;", "积分商城", "😀", "line\nbreak\ttab",
			"'); drop table members; --", "$1", "%s", `\x00`, `["json",1]`,
		}
		at := time.Date(2026, 2, 28, 23, 59, 59, 123456000, time.UTC)
		id := mall.NewOrderID()
		rows := store.NewRows("n bigint", "t text", "yes bool", "at timestamptz", "id uuid", "missing text", "j jsonb")
		for i, text := range texts {
			rows.Add(i, text, i%2 == 0, at, id, nil, store.JSON{Of: mall.Text{EN: text}})
		}
		seen := 0
		err := db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRows(ctx, "select n, t, yes, at, id, missing, j from {rows} order by n", rows, func(scan func(...any) error) error {
				var n int
				var text, j string
				var yes bool
				var when any
				var got mall.OrderID
				var missing *string
				if err := scan(&n, &text, &yes, &when, &got, &missing, &j); err != nil {
					return err
				}
				assert.Equal(t, texts[n], text)
				assert.Equal(t, n%2 == 0, yes)
				assert.Equal(t, id, got)
				assert.Nil(t, missing)
				assert.Contains(t, j, `"en"`)
				seen++
				return nil
			})
		})
		require.NoError(t, err)
		assert.Equal(t, len(texts), seen)
	})
}

func TestSetFindsItsValues(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		err := db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			set, err := store.Set(tx.Dialect, []string{"gold", `sil"ver`, "normal", "no\\ne"})
			if err != nil {
				return err
			}
			var found []string
			err = tx.Each(ctx, func(scan func(...any) error) error {
				var code string
				err := scan(&code)
				found = append(found, code)
				return err
			}, "select id from tiers where id "+tx.Dialect.In(1, "text")+" order by id", set)
			assert.Equal(t, []string{"gold", "normal"}, found)
			return err
		})
		require.NoError(t, err)
	})
}

func TestBatchWritesAllOrNothing(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		write := func(names ...string) error {
			return db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				var batch store.Batch
				settings := store.NewRows("id text", "value text")
				settings.Add("note", "written")
				batch.Add("insert into settings (id, value) select id, value from {rows}", settings)
				counters := store.NewRows("id text", "points bigint", "times bigint")
				for _, c := range names {
					counters.Add(c, -1, 0) // fewer than none: the table refuses that
				}
				batch.Add("insert into cap_counters (id, points, times) select id, points, times from {rows}", counters)
				return batch.Exec(ctx, tx)
			})
		}
		require.Error(t, write("c"))
		_, err := db.Ent().Setting.Get(t.Context(), "note")
		require.Error(t, err, "the first write must be undone with the second")
		require.NoError(t, write())
		note, err := db.Ent().Setting.Get(t.Context(), "note")
		require.NoError(t, err)
		assert.Equal(t, "written", note.Value)
	})
}
