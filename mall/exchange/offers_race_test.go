package exchange_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

// rush has buyers exchange a SKU, by one server and another, until staff have done with
// it; meanwhile waits until one more is served. Each exchange is watched.
func rush(t *testing.T, m *malltest.Mall, sku mall.SkuID, buyers map[mall.MemberID]string, staff func(meanwhile func()), watch func(tier string, do func() (exchange.Result, error))) (orders int) {
	t.Helper()
	other := exchange.New(m.DB, m.Bus, m.Clock.Now, "CNY", malltest.Zone)
	defer other.Close()
	servers := []*exchange.Service{m.Exchanges, other}
	var wg sync.WaitGroup
	var made atomic.Int64
	done, served := make(chan struct{}), make(chan struct{}, 1)
	n := 0
	for id, tier := range buyers {
		server := servers[n%2]
		n++
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				watch(tier, func() (exchange.Result, error) {
					made.Add(1)
					defer func() {
						select {
						case served <- struct{}{}:
						default:
						}
					}()
					return server.Exchange(context.Background(), exchange.Request{Member: id, Sku: sku, Quantity: 1, Key: fmt.Sprint(i)})
				})
			}
		})
	}
	staff(func() { <-served })
	close(done)
	wg.Wait()
	return int(made.Load())
}

func buyersOf(m *malltest.Mall, tiers ...string) map[mall.MemberID]string {
	buyers := map[mall.MemberID]string{}
	for _, tier := range tiers {
		for range 3 {
			buyers[m.Member(tier, malltest.Lot{Points: 50_000_000}, malltest.Lot{Points: 50_000_000}).ID] = tier
		}
	}
	return buyers
}

// While prices change, each order is charged one that was in force at some moment of its
// exchange: none older than the last change that was through when it began, none that
// nobody had asked for when it ended, and no mixture of two changes.
func TestPricesChangeUnderExchanges(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		const rounds = 40
		// In round i everybody pays 1000+i and silver 500+i.
		sku := m.Sku(0, 1_000_000, priced(1000, map[string]mall.Points{"silver": 500}))
		base := map[string]mall.Points{"normal": 1000, "silver": 500}
		silver := "silver"
		var asked, through atomic.Int64
		var seen sync.Map
		orders := rush(t, m, sku, buyersOf(m, "normal", "silver"), func(meanwhile func()) {
			for i := 1; i <= rounds; i++ {
				meanwhile()
				asked.Store(int64(i))
				row, err := m.Catalog.SetPrices(t.Context(), sku, i, []catalog.Price{
					{Points: mall.Points(1000 + i)}, {Points: mall.Points(500 + i), RequiresTier: &silver},
				})
				if !assert.NoError(t, err) {
					return
				}
				assert.Equal(t, i+1, row.Version)
				through.Store(int64(i))
			}
		}, func(tier string, do func() (exchange.Result, error)) {
			earliest := through.Load()
			result, err := do()
			latest := asked.Load()
			if assert.NoError(t, err) {
				round := int64(result.Order.Points - base[tier])
				assert.True(t, earliest <= round && round <= latest, "%s paid %d: rounds %d to %d were in force", tier, result.Order.Points, earliest, latest)
				seen.Store(round, true)
			}
		})
		different := 0
		seen.Range(func(any, any) bool { different++; return true })
		t.Logf("%d orders at the prices of %d rounds", orders, different)
		assert.Greater(t, different, 2, "prices changed under the exchanges")
	})
}

// A limit that comes and goes under exchanges counts every piece once, whichever way
// the exchange took. Reconcile compares the counts with the orders.
func TestALimitComesAndGoesUnderExchanges(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(10, 1_000_000, nil)
		limit := 1_000_000
		version := 1
		orders := rush(t, m, sku, buyersOf(m, "normal"), func(meanwhile func()) {
			for i := range 31 { // ends with a limit
				meanwhile()
				row, err := m.Catalog.UpdateTerms(t.Context(), sku, version, func(terms *catalog.Terms) {
					terms.PerMember = nil
					if i%2 == 0 {
						terms.PerMember = &limit
					}
				})
				if !assert.NoError(t, err) {
					return
				}
				version = row.Version
			}
		}, func(_ string, do func() (exchange.Result, error)) {
			_, err := do()
			assert.NoError(t, err)
		})
		t.Logf("%d orders", orders)
		counted, err := m.DB.Ent().Redemption.Query().All(t.Context())
		require.NoError(t, err)
		pieces := 0
		for _, r := range counted {
			pieces += int(r.Quantity)
		}
		assert.Equal(t, orders, pieces)
		malltest.Reconcile(t, m.DB)
	})
}
