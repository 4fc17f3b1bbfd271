package catalog_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

func adjust(t *testing.T, m *malltest.Mall, sku mall.SkuID, delta int64, key string) error {
	t.Helper()
	_, err := m.Catalog.AdjustStock(t.Context(), catalog.Adjustment{Actor: keeper, Sku: sku, Delta: delta, Reason: "counted", Key: key})
	return err
}

func TestAdjustmentsAddPiecesAndTakeThoseThatAreFree(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 5, nil)
		require.NoError(t, adjust(t, m, sku, 4, "in"))
		require.NoError(t, adjust(t, m, sku, 4, "in"), "a repeated key changes nothing")
		assert.EqualValues(t, 9, m.Stock(sku))
		assertRefused(t, adjust(t, m, sku, 5, "in"), mall.CodeIdempotencyConflict, "idempotencyKey")
		m.Update(t, func(c *ent.Client) error { return c.Stock.UpdateOneID(sku).SetReserved(2).Exec(t.Context()) })

		err := adjust(t, m, sku, -8, "out")
		assertRefused(t, err, mall.CodeOutOfStock, "delta")
		var refusal *mall.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, mall.Figures{Required: 8, Available: 7}, refusal.Figures)
		require.NoError(t, adjust(t, m, sku, -7, "out"), "the key of a refused call is free")
		assert.Zero(t, m.Stock(sku))

		assertRefused(t, adjust(t, m, sku, 0, "x"), mall.CodeInvalidInput, "delta")
		assertRefused(t, adjust(t, m, sku, catalog.MaxStock, "x"), mall.CodeInvalidInput, "delta")
		assertRefused(t, adjust(t, m, mall.NewSkuID(), 1, "x"), mall.CodeNotFound, "skuId")
		assertRefused(t, adjust(t, m, sku, 1, ""), mall.CodeInvalidInput, "idempotencyKey")
		_, err = m.Catalog.AdjustStock(t.Context(), catalog.Adjustment{Actor: keeper, Sku: sku, Delta: 1, Reason: " ", Key: "x"})
		assertRefused(t, err, mall.CodeInvalidInput, "reason")

		movements, err := m.Catalog.Movements(t.Context(), catalog.Movements{Sku: sku, Limit: 10})
		require.NoError(t, err)
		var deltas []int64
		for _, movement := range movements {
			deltas = append(deltas, movement.Delta)
		}
		assert.Equal(t, []int64{-7, 4, 5}, deltas, "the newest first")
		m.Update(t, func(c *ent.Client) error { return c.Stock.UpdateOneID(sku).SetReserved(0).Exec(t.Context()) })
	})
}

// Forty buyers and forty who count the shelf want the last pieces at once.
func TestTheLastPiecesAreNeverSoldAndWrittenOffBoth(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 10, nil)
		buyers := make([]mall.MemberID, 40)
		for i := range buyers {
			buyers[i] = m.Member("normal", malltest.Lot{Points: 500}).ID
		}
		var sold, added, gone atomic.Int64
		var wg sync.WaitGroup
		outcome := func(err error, count *atomic.Int64, n int64) {
			var refusal *mall.Error
			if errors.As(err, &refusal) {
				assert.Equal(t, mall.CodeOutOfStock, refusal.Code)
				return
			}
			if assert.NoError(t, err) {
				count.Add(n)
			}
		}
		for i, buyer := range buyers {
			wg.Go(func() {
				_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "k"})
				outcome(err, &sold, 1)
			})
			wg.Go(func() {
				if i%4 == 0 {
					outcome(adjust(t, m, sku, 1, fmt.Sprint("in", i)), &added, 1)
					return
				}
				outcome(adjust(t, m, sku, -1, fmt.Sprint("out", i)), &gone, 1)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 10, added.Load())
		assert.Equal(t, 10+added.Load()-gone.Load()-sold.Load(), m.Stock(sku))
		assert.GreaterOrEqual(t, m.Stock(sku), int64(0))
	})
}
