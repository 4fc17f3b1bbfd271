package exchange_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

func TestStoppedExchangesAreRefusedWithTheMallsWordsAndChangeNothing(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		sku, buyer := m.Sku(100, 5, nil), m.Member("normal", malltest.Lot{Points: 1000})
		buy := func(key string) (exchange.Result, error) {
			return m.Exchanges.Exchange(ctx, exchange.Request{Member: buyer.ID, Sku: sku, Quantity: 1, Key: key})
		}
		first, err := buy("first")
		require.NoError(t, err)
		turn := func(version int, s setting.Stop) {
			_, err := m.Settings.Update(ctx, mall.Actor{Kind: mall.ActorSystem}, version, func(now *setting.Mall) error {
				now.ExchangeStop = s
				return nil
			})
			require.NoError(t, err)
		}
		turn(1, setting.Stop{Stopped: true, Notice: mall.Text{EN: "Stocktaking until 8", ZH: "盘点至 8 点"}})
		_, err = buy("second")
		var refusal *mall.Error
		require.True(t, errors.As(err, &refusal), "%v", err)
		assert.Equal(t, mall.CodeNotAvailable, refusal.Code)
		assert.Equal(t, mall.Text{EN: "Stocktaking until 8", ZH: "盘点至 8 点"}, refusal.Text)
		again, err := buy("first")
		require.NoError(t, err, "what a key has placed is still answered")
		assert.Equal(t, first.Order.ID, again.Order.ID)
		assert.EqualValues(t, 900, m.Available(buyer.ID))
		assert.EqualValues(t, 4, m.Stock(sku))

		turn(2, setting.Stop{})
		_, err = buy("second")
		require.NoError(t, err, "a refused key can be used again")
	})
}
