package exchange_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
)

// priced has a SKU cost so many points for everybody (0: nothing), and for tiers.
func priced(everybody mall.Points, tiers map[string]mall.Points) func(*catalog.NewSku) {
	return func(k *catalog.NewSku) {
		k.Prices = nil
		if everybody > 0 {
			k.Prices = append(k.Prices, catalog.Price{Points: everybody})
		}
		for tier, points := range tiers {
			k.Prices = append(k.Prices, catalog.Price{Points: points, RequiresTier: &tier})
		}
	}
}

// opens makes a SKU's product one that can be redeemed from a time.
func opens(t *testing.T, m *malltest.Mall, sku mall.SkuID, from time.Time) {
	t.Helper()
	m.Update(t, func(client *ent.Client) error {
		product, err := client.Sku.GetX(t.Context(), sku).QueryProduct().Only(t.Context())
		if err != nil {
			return err
		}
		return client.Product.UpdateOne(product).SetAvailableFrom(from).Exec(t.Context())
	})
}

// early gives tiers hours of early access.
func early(t *testing.T, m *malltest.Mall, hours map[string]int) {
	t.Helper()
	m.Update(t, func(client *ent.Client) error {
		for tier, h := range hours {
			if err := client.Tier.UpdateOneID(tier).SetRights(mall.TierRights{EarlyAccessHours: h}).Exec(t.Context()); err != nil {
				return err
			}
		}
		return nil
	})
}

func take(t *testing.T, m *malltest.Mall, who mall.MemberID, sku mall.SkuID, key string) (exchange.Result, error) {
	t.Helper()
	return m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: sku, Quantity: 1, Key: key})
}

func grant(t *testing.T, m *malltest.Mall, who mall.MemberID, tier string, until *time.Time) {
	t.Helper()
	require.NoError(t, m.Tiering.Grant(t.Context(), tiering.Grant{
		Actor: mall.Actor{Kind: mall.ActorSystem}, Member: who, Tier: tier, Until: until, Note: "test",
	}))
}

func requireRefusal(t *testing.T, err error, code mall.ErrorCode, path string) mall.Error {
	t.Helper()
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, code, refused.Code, refused.Text.EN)
	if path != "" {
		require.Equal(t, []string{path}, refused.Path)
	}
	return *refused
}

func TestEachTierPaysTheLowestPriceThatIsOpenToIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		gold := "gold"
		sku := m.Sku(0, 100, func(k *catalog.NewSku) {
			priced(100, map[string]mall.Points{"silver": 80, "diamond": 60})(k)
			k.Prices = append(k.Prices, catalog.Price{Points: 5, Cash: &mall.Money{Minor: 100, Currency: "CNY"}, RequiresTier: &gold})
		})
		spent := mall.Points(0)
		for tier, price := range map[string]mall.Points{"normal": 100, "silver": 80, "gold": 80, "diamond": 60} {
			who := m.Member(tier, malltest.Lot{Points: 150}, malltest.Lot{Points: 150}).ID
			result, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: sku, Quantity: 2, Key: "k"})
			require.NoError(t, err, tier)
			assert.Equal(t, 2*price, result.Order.Points, tier)
			assert.Equal(t, 2*price, result.Lines[0].Points, tier)
			assert.Equal(t, 300-2*price, m.Available(who), tier)
			spent += result.Order.Points
		}
		orders, err := m.DB.Ent().Order.Query().All(t.Context())
		require.NoError(t, err)
		for _, o := range orders {
			spent -= o.Points
		}
		assert.Zero(t, spent, "orders keep what was paid")
	})
}

func TestGoodsWithPricesForTiersOnly(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(0, 100, priced(0, map[string]mall.Points{"silver": 90, "gold": 60}))
		refused := requireRefusal(t, second(take(t, m, m.Member("normal", malltest.Lot{Points: 1000}).ID, sku, "k")), mall.CodeNotEligible, "skuId")
		assert.NotEmpty(t, refused.Text.ZH)

		silver := m.Member("silver", malltest.Lot{Points: 70}).ID
		refused = requireRefusal(t, second(take(t, m, silver, sku, "k")), mall.CodeInsufficientPoints, "")
		assert.Equal(t, mall.Figures{Required: 90, Available: 70}, refused.Figures)

		golden, err := take(t, m, m.Member("gold", malltest.Lot{Points: 40}, malltest.Lot{Points: 30}).ID, sku, "k")
		require.NoError(t, err)
		assert.EqualValues(t, 60, golden.Order.Points)
		assert.EqualValues(t, 99, m.Stock(sku))
	})
}

// A price of 0 moves no points, so that no guard covers it: it goes the way with locks.
func TestAPriceOfNothingForATier(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(0, 10, priced(100, map[string]mall.Points{"gold": 0}))
		who := m.Member("gold", malltest.Lot{Points: 1}).ID
		result, err := take(t, m, who, sku, "k")
		require.NoError(t, err)
		assert.Zero(t, result.Order.Points)
		again, err := take(t, m, who, sku, "k")
		require.NoError(t, err)
		assert.True(t, again.Repeated)
		requireRefusal(t, second(take(t, m, m.Member("silver", malltest.Lot{Points: 1}).ID, sku, "k")), mall.CodeInsufficientPoints, "")
		assert.EqualValues(t, 9, m.Stock(sku))
	})
}

func second[T any](_ T, err error) error { return err }

func TestAStepBetweenTiersCountsAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(0, 100, priced(100, map[string]mall.Points{"gold": 70}))
		who := m.Member("normal", malltest.Lot{Points: 1000}).ID
		pays := func(key string, want mall.Points, repeated bool) {
			t.Helper()
			result, err := take(t, m, who, sku, key)
			require.NoError(t, err)
			assert.Equal(t, want, result.Order.Points)
			assert.Equal(t, repeated, result.Repeated)
		}
		pays("a", 100, false)
		until := malltest.Start.Add(48 * time.Hour)
		grant(t, m, who, "gold", &until)
		pays("a", 100, true) // the old order, at the old price
		pays("b", 70, false)
		m.Clock.Set(until.Add(time.Second))
		m.Sweep()
		pays("c", 100, false)
		pays("b", 70, true)
		assert.EqualValues(t, 730, m.Available(who))
		assert.EqualValues(t, 97, m.Stock(sku))
	})
}

func TestEarlyAccess(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		const tick = time.Microsecond // what both databases keep
		early(t, m, map[string]int{"silver": 2, "gold": 0, "diamond": 24})
		opening := malltest.Start.Add(100*time.Hour + 1500*time.Microsecond)
		sku := m.Sku(10, 100, nil)
		opens(t, m, sku, opening)
		for tier, hours := range map[string]int{"normal": 0, "silver": 2, "gold": 2 /* silver's */, "diamond": 24} {
			m.Clock.Set(malltest.Start)
			who := m.Member(tier, malltest.Lot{Points: 1000}).ID
			from := opening.Add(-time.Duration(hours) * time.Hour)
			for _, now := range []time.Time{from.Add(-50 * time.Hour), from.Add(-time.Second), from.Add(-tick)} {
				m.Clock.Set(now)
				refused := requireRefusal(t, second(take(t, m, who, sku, "k")), mall.CodeNotAvailable, "skuId")
				told := from.In(malltest.Zone).Format("2006-01-02T15:04:05.0000Z07:00")
				assert.Contains(t, refused.Text.EN, told, tier)
				assert.Contains(t, refused.Text.ZH, told, tier)
			}
			assert.EqualValues(t, 1000, m.Available(who), "a refusal takes nothing")
			for key, now := range map[string]time.Time{"k": from, "a": from.Add(tick), "b": opening, "c": opening.Add(1000 * time.Hour)} {
				m.Clock.Set(now)
				result, err := take(t, m, who, sku, key) // the refused key is free
				require.NoError(t, err, "%s at %s", tier, now)
				assert.False(t, result.Repeated)
			}
		}
		assert.EqualValues(t, 100-4*4, m.Stock(sku))
	})
}

// Promotion opens what is open early; a refusal for the tier tells nothing of the time.
func TestEarlyAccessAndOtherRights(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		early(t, m, map[string]int{"gold": 12})
		silver := "silver"
		sku := m.Sku(0, 100, func(k *catalog.NewSku) {
			priced(100, map[string]mall.Points{"gold": 70})(k)
			k.RequiresTier = &silver
		})
		opens(t, m, sku, malltest.Start.Add(12*time.Hour))
		requireRefusal(t, second(take(t, m, m.Member("normal", malltest.Lot{Points: 1000}).ID, sku, "k")), mall.CodeNotEligible, "skuId")
		who := m.Member("silver", malltest.Lot{Points: 1000}).ID
		requireRefusal(t, second(take(t, m, who, sku, "k")), mall.CodeNotAvailable, "skuId")
		grant(t, m, who, "gold", nil)
		result, err := take(t, m, who, sku, "k")
		require.NoError(t, err)
		assert.EqualValues(t, 70, result.Order.Points)
	})
}

// Members of all tiers in one group: each has their own price and their own time.
func TestAGroupDecidesEachMembersRights(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		early(t, m, map[string]int{"gold": 12})
		priceOnly := m.Sku(0, 1000, priced(100, map[string]mall.Points{"silver": 80, "gold": 60}))
		timed := m.Sku(0, 1000, priced(100, map[string]mall.Points{"diamond": 50}))
		opens(t, m, timed, malltest.Start.Add(12*time.Hour))
		plain := m.Sku(30, 1000, nil)
		blocked := m.Member("normal", malltest.Lot{Points: 1000}).ID
		type buyer struct {
			id   mall.MemberID
			tier string
		}
		var buyers []buyer
		for _, tier := range []string{"normal", "silver", "gold", "diamond"} {
			for range 4 {
				buyers = append(buyers, buyer{m.Member(tier, malltest.Lot{Points: 300}, malltest.Lot{Points: 200}).ID, tier})
			}
		}
		want := map[string]map[mall.SkuID]mall.Points{ // 0: refused
			"normal":  {priceOnly: 100, plain: 30},
			"silver":  {priceOnly: 80, plain: 30},
			"gold":    {priceOnly: 60, timed: 100, plain: 30},
			"diamond": {priceOnly: 60, timed: 50, plain: 30},
		}
		seen := &transactions{open: map[uint64][]string{}}
		var wg sync.WaitGroup
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			accounts, err := tx.Ent().Account.Query().All(ctx)
			if err != nil {
				return err
			}
			if err := lockAll(ctx, tx, accounts); err != nil {
				return err
			}
			for i := range 2 { // each worker waits with one, and the others gather behind them
				wg.Go(func() {
					_, err := take(t, m, blocked, plain, fmt.Sprint(i))
					assert.NoError(t, err)
				})
				time.Sleep(200 * time.Millisecond)
			}
			for _, b := range buyers {
				for _, sku := range []mall.SkuID{priceOnly, timed, plain} {
					wg.Go(func() {
						result, err := take(t, m, b.id, sku, sku.String())
						price := want[b.tier][sku]
						if price == 0 {
							var refused *mall.Error
							if assert.ErrorAs(t, err, &refused, b.tier) {
								assert.Equal(t, mall.CodeNotAvailable, refused.Code)
							}
							return
						}
						if assert.NoError(t, err, b.tier) {
							assert.Equal(t, price, result.Order.Points, b.tier)
						}
					})
				}
			}
			time.Sleep(time.Second)
			m.DB.Observe(seen.see)
			return nil
		}))
		wg.Wait()
		m.DB.Observe(nil)
		groups := seen.exchanges()
		t.Logf("%d groups", len(groups))
		assert.LessOrEqual(t, len(groups), 8, "the exchanges went together")
		for _, statements := range groups {
			assert.LessOrEqual(t, len(statements), budgetGroup)
		}
		for _, b := range buyers {
			left := mall.Points(500)
			for _, price := range want[b.tier] {
				left -= price
			}
			assert.Equal(t, left, m.Available(b.id), b.tier)
		}
	})
}
