package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// However many rows a batch has, and whichever way it is saved, the same is stored.
func TestBatchesStoreTheSameEitherWay(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		types := "n bigint, t text, yes bool, at timestamptz, id uuid, missing text, j jsonb"
		require.NoError(t, db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "create table cells (way text, "+types+")")
			return err
		}))
		id := mall.NewOrderID()
		texts := []string{`quote " and ' and \`, "NULL", "{积分,商城}"}
		save := func(way string, size int) func(context.Context, *store.Tx) error {
			return func(ctx context.Context, tx *store.Tx) error {
				rows := store.NewRows("way text", "n bigint", "t text", "yes bool", "at timestamptz", "id uuid", "missing text", "j jsonb")
				for i := range size {
					rows.Add(fmt.Sprint(way, size), i, texts[i], i == 0, time.Date(2026, 2, 28, 23, 59, 59, 123456000, time.UTC), id, nil, store.JSON{Of: mall.Text{EN: texts[i]}})
				}
				var batch store.Batch
				batch.Add("insert into cells (way, n, t, yes, at, id, missing, j) select way, n, t, yes, at, id, missing, j from {rows}", rows)
				return batch.Exec(ctx, tx)
			}
		}
		for size := 1; size <= len(texts); size++ {
			require.NoError(t, db.InOneStatement(t.Context(), save("one", size)))
			require.NoError(t, db.InTx(t.Context(), save("two", size)))
		}
		stored := func(way string) (all []string) {
			rows, err := db.Query(t.Context(), "select n, t, yes, at, id, coalesce(missing, 'missing'), j from cells where way like '"+way+"%' order by way, n")
			require.NoError(t, err)
			defer rows.Close()
			for rows.Next() {
				var n, text, yes, at, id, missing, j string
				require.NoError(t, rows.Scan(&n, &text, &yes, &at, &id, &missing, &j))
				all = append(all, fmt.Sprintln(n, text, yes, at, id, missing, j))
			}
			require.NoError(t, rows.Err())
			return all
		}
		one := stored("one")
		assert.Len(t, one, 1+2+3)
		assert.Equal(t, one, stored("two"))
	})
}

// Each reading gets its own rows, also where the other has none.
func TestReadTogether(t *testing.T) {
	db := open(t, malltest.Postgres(t))
	numbers := func(upTo int, into *[]int) store.Reading {
		return store.Reading{Width: 2, Args: []any{upTo}, Text: func(first int) string {
			return fmt.Sprintf("select n, n * 10 as tens from generate_series(1, $%d::int) n order by n", first)
		}, Row: func() ([]any, func()) {
			var n, tens int
			return []any{&n, &tens}, func() { *into = append(*into, n, tens) }
		}}
	}
	words := func(like string, into *[]string) store.Reading {
		return store.Reading{Width: 1, Args: []any{like}, Text: func(first int) string {
			return fmt.Sprintf("select w from (values ('red'), ('rose'), ('blue')) x(w) where w like $%d order by w", first)
		}, Row: func() ([]any, func()) {
			var w string
			return []any{&w}, func() { *into = append(*into, w) }
		}}
	}
	for _, c := range []struct {
		upTo    int
		like    string
		numbers []int
		words   []string
	}{
		{2, "r%", []int{1, 10, 2, 20}, []string{"red", "rose"}},
		{0, "b%", nil, []string{"blue"}},
		{1, "x%", []int{1, 10}, nil},
		{0, "x%", nil, nil},
	} {
		var n []int
		var w []string
		require.NoError(t, db.Snapshot(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.ReadTogether(ctx, numbers(c.upTo, &n), words(c.like, &w))
		}))
		assert.ElementsMatch(t, c.numbers, n)
		assert.ElementsMatch(t, c.words, w)
	}
}
