package checkout_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/malltest"
)

// everything is what members and guests see of the catalog.
var everything = catalog.SightOf(mall.Actor{Kind: mall.ActorAnonymous})

func put(t *testing.T, m *malltest.Mall, of cart.Owner, sku mall.SkuID, quantity int) *cart.Cart {
	t.Helper()
	c, err := m.Checkout.AddToCart(t.Context(), of, everything, cart.Item{Sku: sku, Quantity: quantity})
	require.NoError(t, err)
	return c
}

func quantities(c *cart.Cart) (all []int) {
	for _, l := range c.Lines {
		all = append(all, l.Quantity)
	}
	return all
}

func TestAGuestsCartBecomesTheMembers(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal").ID
		a, b := m.Sku(10, 100, nil), m.Sku(20, 100, nil)
		guest := put(t, m, cart.Owner{}, a, 2)
		of := cart.Owner{Guest: &guest.ID}
		put(t, m, of, a, 3)
		assert.Equal(t, []int{5, 1}, quantities(put(t, m, of, b, 1)))
		own := cart.Owner{Member: &who}
		put(t, m, own, a, 9997)

		_, err := m.Carts.Get(ctx, cart.Owner{Guest: &guest.ID})
		require.NoError(t, err)
		merged, err := m.Carts.Merge(ctx, who, guest.ID)
		require.NoError(t, err)
		assert.Equal(t, []int{9999, 1}, quantities(merged), "up to the limit")
		left, err := m.Carts.Get(ctx, of)
		require.NoError(t, err)
		assert.Equal(t, []int{3}, quantities(left), "nothing is lost")
		_, err = m.Carts.SetQuantity(ctx, own, merged.Lines[0].ID, 1)
		require.NoError(t, err)
		merged, err = m.Carts.Merge(ctx, who, guest.ID)
		require.NoError(t, err)
		assert.Equal(t, []int{4, 1}, quantities(merged))
		left, err = m.Carts.Get(ctx, of)
		require.NoError(t, err)
		assert.Nil(t, left, "it has ended")
		_, err = m.Carts.Merge(ctx, who, guest.ID)
		assertRefused(t, mall.CodeNotFound, err, "cartId")

		other := m.Member("normal").ID
		_, err = m.Carts.Merge(ctx, other, merged.ID)
		assertRefused(t, mall.CodeNotFound, err, "cartId")
		_, err = m.Carts.SetQuantity(ctx, cart.Owner{Guest: &merged.ID}, merged.Lines[0].ID, 0)
		assertRefused(t, mall.CodeNotFound, err, "cartId")
		_, err = m.Checkout.Basket(ctx, other, merged.ID)
		assertRefused(t, mall.CodeNotFound, err, "cartId")
	})
}

func TestWhatACartRefuses(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who, sku := m.Member("normal").ID, m.Sku(10, 100, nil)
		own := cart.Owner{Member: &who}
		for name, c := range map[string]struct {
			item cart.Item
			code mall.ErrorCode
			path string
		}{
			"no such SKU":   {cart.Item{Sku: mall.NewSkuID(), Quantity: 1}, mall.CodeNotFound, "skuId"},
			"no such price": {cart.Item{Sku: sku, Option: new(mall.NewPriceOptionID()), Quantity: 1}, mall.CodeNotFound, "priceOptionId"},
			"no pieces":     {cart.Item{Sku: sku}, mall.CodeInvalidInput, "quantity"},
			"too many":      {cart.Item{Sku: sku, Quantity: 10_000}, mall.CodeInvalidInput, "quantity"},
		} {
			_, err := m.Checkout.AddToCart(t.Context(), own, everything, c.item)
			assertRefused(t, c.code, err, c.path)
			t.Log(name)
		}
		c := put(t, m, own, sku, 9999)
		_, err := m.Checkout.AddToCart(t.Context(), own, everything, cart.Item{Sku: sku, Quantity: 1})
		assertRefused(t, mall.CodeLimitExceeded, err, "quantity")
		_, err = m.Carts.SetQuantity(t.Context(), own, mall.NewCartLineID(), 1)
		assertRefused(t, mall.CodeNotFound, err, "lineId")
		c, err = m.Carts.SetQuantity(t.Context(), own, c.Lines[0].ID, 0)
		require.NoError(t, err)
		assert.Empty(t, c.Lines)
		basket, err := m.Checkout.Basket(t.Context(), who, c.ID)
		require.NoError(t, err)
		_, err = m.Checkout.Place(t.Context(), checkout.Order{Member: who, Cart: basket, Lines: basket.Lines, Key: "k"})
		assertRefused(t, mall.CodeInvalidInput, err, "cartId")
	})
}

// The call that is repeated finds its order, though the cart is empty by then.
func TestWhatIsOrderedLeavesTheCart(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal", malltest.Lot{Points: 500}).ID
		a, b := m.Sku(10, 100, nil), m.Sku(20, 100, nil)
		own := cart.Owner{Member: &who}
		put(t, m, own, a, 2)
		c := put(t, m, own, b, 1)
		order := func(key string) (*ent.Order, error) {
			basket, err := m.Checkout.Basket(t.Context(), who, c.ID)
			require.NoError(t, err)
			placed, err := m.Checkout.Place(t.Context(), checkout.Order{Member: who, Cart: basket, Lines: basket.Lines, Key: key})
			return placed.Order, err
		}
		basket, err := m.Checkout.Basket(t.Context(), who, c.ID)
		require.NoError(t, err)
		put(t, m, own, a, 1) // after the basket was read
		placed, err := m.Checkout.Place(t.Context(), checkout.Order{Member: who, Cart: basket, Lines: basket.Lines, Key: "k"})
		require.NoError(t, err)
		assert.Equal(t, mall.Points(40), placed.Order.Points)
		now, err := m.Carts.Get(t.Context(), own)
		require.NoError(t, err)
		assert.Equal(t, []int{1}, quantities(now), "what was put in meanwhile stays")
		again, err := order("k")
		require.NoError(t, err)
		assert.Equal(t, placed.Order.ID, again.ID)
		_, err = order("rest")
		require.NoError(t, err)
		again, err = order("k")
		require.NoError(t, err)
		assert.Equal(t, placed.Order.ID, again.ID)
		assertHas(t, m, who, 450, 0)
	})
}

func TestAQuoteOfACartWarnsOfWhatChanged(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who := t.Context(), m.Member("normal", malltest.Lot{Points: 500}).ID
		dearer, gone, scarce := m.Sku(10, 100, nil), m.Sku(20, 100, nil), m.Sku(30, 1, nil)
		own := cart.Owner{Member: &who}
		put(t, m, own, dearer, 2)
		put(t, m, own, gone, 1)
		c := put(t, m, own, scarce, 2)
		_, err := m.Catalog.SetPrices(ctx, dearer, 1, []catalog.Price{{Points: 11}})
		require.NoError(t, err)
		m.Update(t, func(c *ent.Client) error {
			return c.Product.UpdateOneID(c.Sku.GetX(ctx, gone).ProductID).SetOnShelf(false).Exec(ctx)
		})
		basket, err := m.Checkout.Basket(ctx, who, c.ID)
		require.NoError(t, err)
		q, err := m.Checkout.Quote(ctx, checkout.Wish{Member: who, Cart: basket, Lines: basket.Lines})
		require.NoError(t, err)
		var codes []mall.ErrorCode
		for _, w := range q.Warnings {
			codes = append(codes, w.Code)
		}
		assert.Equal(t, []mall.ErrorCode{mall.CodePriceChanged, mall.CodeNotAvailable, mall.CodeOutOfStock}, codes)
		assert.Equal(t, mall.Points(82), q.Points(), "without what is off the shelf")
		_, err = m.Catalog.AdjustStock(ctx, catalog.Adjustment{Actor: author, Sku: scarce, Delta: 4, Reason: "came in", Key: "k"})
		require.NoError(t, err)
		place(t, m, byQuote(t, m, who, q.ID, "k"))
		now, err := m.Carts.Get(ctx, own)
		require.NoError(t, err)
		require.Len(t, now.Lines, 1)
		assert.Equal(t, gone, now.Lines[0].SkuID, "what was not ordered stays")
	})
}

func TestGuestsCartsAreSweptAfterThirtyDays(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who, sku := m.Member("normal").ID, m.Sku(10, 100, nil)
		old := put(t, m, cart.Owner{}, sku, 1)
		own := put(t, m, cart.Owner{Member: &who}, sku, 1)
		later(m, cart.KeepGuest-time.Hour)
		touched := put(t, m, cart.Owner{}, sku, 1)
		later(m, 2*time.Hour)
		m.Sweep()
		for c, kept := range map[*cart.Cart]bool{old: false, touched: true} {
			found, err := m.Carts.Get(t.Context(), cart.Owner{Guest: &c.ID})
			require.NoError(t, err)
			assert.Equal(t, kept, found != nil)
		}
		found, err := m.Carts.Get(t.Context(), cart.Owner{Member: &who})
		require.NoError(t, err)
		assert.Equal(t, own.ID, found.ID)
	})
}

func TestManyTabsFillOneCart(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who, sku := m.Member("normal").ID, m.Sku(10, 100, nil)
		own := cart.Owner{Member: &who}
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				_, err := m.Checkout.AddToCart(t.Context(), own, everything, cart.Item{Sku: sku, Quantity: 2})
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		c, err := m.Carts.Get(t.Context(), own)
		require.NoError(t, err)
		assert.Equal(t, []int{20}, quantities(c))
	})
}
