package checkout_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

func TestWhatIsStoppedAtTheCheckout(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		points, bill := m.Sku(100, 5, nil), priced(m, 0, 200_00, 5, nil)
		buyer := m.Member("normal", malltest.Lot{Points: 1000}).ID
		paid := place(t, m, one(buyer, bill, "before"))
		_, err := m.Settings.Update(t.Context(), mall.Actor{Kind: mall.ActorSystem}, 1, func(now *setting.Mall) error {
			now.ExchangeStop, now.EarningStop = setting.Stop{Stopped: true}, setting.Stop{Stopped: true}
			return nil
		})
		require.NoError(t, err)

		_, err = m.Checkout.Place(t.Context(), one(buyer, points, "points"))
		assertRefused(t, mall.CodeNotAvailable, err)
		q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: bill, Quantity: 1}}})
		require.NoError(t, err)
		assert.Zero(t, q.Earns)

		hear(t, m, paid, true)
		assert.Equal(t, mall.OrderPaid, now(t, m, paid).Status, "money that has arrived is never refused")
		assert.Equal(t, mall.Points(1000), m.Available(buyer))
	})
}
