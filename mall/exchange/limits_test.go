package exchange_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
)

func TestExchangeTakesPointsAndStockAndMakesTheOrder(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(120, 10, nil)
		buyer := m.Member("normal", malltest.Lot{Points: 200}, malltest.Lot{Points: 300}).ID
		result, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 3, Key: "k"})
		require.NoError(t, err)
		assert.Equal(t, mall.OrderPaid, result.Order.Status)
		assert.EqualValues(t, 360, result.Order.Points)
		assert.EqualValues(t, 140, result.Balance.Available)
		assert.EqualValues(t, 500, result.Balance.LifetimeEarned, "spending does not lower what was earned")
		assert.EqualValues(t, 7, m.Stock(sku))

		stored, err := m.Orders.Get(t.Context(), mall.Actor{Kind: mall.ActorMember, MemberID: buyer}, result.Order.ID)
		require.NoError(t, err)
		assert.Equal(t, result.Order.Points, stored.Points)
		assert.True(t, result.Order.PlacedAt.Equal(stored.PlacedAt))
		lines, err := m.Orders.LinesOf(t.Context(), []*ent.Order{stored})
		require.NoError(t, err)
		require.Len(t, lines[stored.ID], 1)
		assert.Equal(t, result.Lines[0].ID, lines[stored.ID][0].ID)
		assert.Equal(t, 3, lines[stored.ID][0].Quantity)
	})
}

func TestExchangeRefusals(t *testing.T) {
	limit, gold := 2, "gold"
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		plain := m.Sku(100, 5, nil)
		few := m.Sku(10, 100, func(k *catalog.NewSku) { k.PerMember = &limit })
		golden := m.Sku(10, 100, func(k *catalog.NewSku) { k.RequiresTier = &gold })
		proud := m.Sku(10, 100, func(k *catalog.NewSku) { k.MinimumBalance = 1000 })
		withCash := m.Sku(10, 100, func(k *catalog.NewSku) {
			k.Prices = []catalog.Price{{Points: 5, Cash: &mall.Money{Minor: 100, Currency: "CNY"}}}
		})
		dear := m.Sku(mall.MaxPoints, 100_000, nil)
		hidden := m.Sku(10, 100, nil)
		hide(t, m, hidden)
		buyer := m.Member("silver", malltest.Lot{Points: 900}, malltest.Lot{Points: 500, ExpiresAt: malltest.Start.Add(-time.Second)}).ID

		for name, c := range map[string]struct {
			r    exchange.Request
			code mall.ErrorCode
			path string
		}{
			"unknown SKU":          {exchange.Request{Sku: mall.NewSkuID(), Quantity: 1}, mall.CodeNotFound, "skuId"},
			"no pieces":            {exchange.Request{Sku: plain, Quantity: 0}, mall.CodeInvalidInput, "quantity"},
			"negative pieces":      {exchange.Request{Sku: plain, Quantity: -1}, mall.CodeInvalidInput, "quantity"},
			"too many pieces":      {exchange.Request{Sku: plain, Quantity: exchange.MaxQuantity + 1}, mall.CodeInvalidInput, "quantity"},
			"no key":               {exchange.Request{Sku: plain, Quantity: 1, Key: "-"}, mall.CodeInvalidInput, "idempotencyKey"},
			"out of stock":         {exchange.Request{Sku: plain, Quantity: 6}, mall.CodeOutOfStock, "quantity"},
			"per member":           {exchange.Request{Sku: few, Quantity: 3}, mall.CodeLimitExceeded, "quantity"},
			"tier":                 {exchange.Request{Sku: golden, Quantity: 1}, mall.CodeNotEligible, "skuId"},
			"minimum balance":      {exchange.Request{Sku: proud, Quantity: 1}, mall.CodeNotEligible, "skuId"},
			"cash price only":      {exchange.Request{Sku: withCash, Quantity: 1}, mall.CodeNotAvailable, "skuId"},
			"off the shelf":        {exchange.Request{Sku: hidden, Quantity: 1}, mall.CodeNotAvailable, "skuId"},
			"price overflows":      {exchange.Request{Sku: dear, Quantity: 9999}, mall.CodeInvalidInput, "quantity"},
			"too few points":       {exchange.Request{Sku: dear, Quantity: 1}, mall.CodeInsufficientPoints, ""},
			"expired do not count": {exchange.Request{Sku: m.Sku(901, 1, nil), Quantity: 1}, mall.CodeInsufficientPoints, ""},
		} {
			c.r.Member = buyer
			switch c.r.Key {
			case "":
				c.r.Key = name
			case "-":
				c.r.Key = ""
			}
			_, err := m.Exchanges.Exchange(t.Context(), c.r)
			var refused *mall.Error
			require.ErrorAs(t, err, &refused, name)
			assert.Equal(t, c.code, refused.Code, name)
			assert.NotEmpty(t, refused.Text.ZH, name)
			if c.path != "" {
				assert.Equal(t, []string{c.path}, refused.Path, name)
			}
		}
		assert.EqualValues(t, 900, m.Available(buyer), "a refusal takes nothing")
		orders, err := m.Orders.Count(t.Context(), order.Filter{Member: &buyer}, 100)
		require.NoError(t, err)
		assert.Zero(t, orders)

		for i, want := range []mall.ErrorCode{"", "", mall.CodeLimitExceeded} {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: few, Quantity: 1, Key: string(rune('a' + i))})
			if want == "" {
				require.NoError(t, err)
				continue
			}
			var refused *mall.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, want, refused.Code)
			assert.Equal(t, mall.Figures{Limit: 2, Left: 0}, refused.Figures)
		}
	})
}

// hide takes a SKU's product off the shelf.
func hide(t *testing.T, m *malltest.Mall, sku mall.SkuID) {
	t.Helper()
	m.Update(t, func(client *ent.Client) error {
		product, err := client.Sku.GetX(t.Context(), sku).QueryProduct().Only(t.Context())
		if err != nil {
			return err
		}
		return client.Product.UpdateOne(product).SetOnShelf(false).Exec(t.Context())
	})
}
