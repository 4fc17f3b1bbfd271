package exchange_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

// together runs n calls at once and gathers what became of them.
func together(n int, call func(i int) (exchange.Result, error)) (results []exchange.Result, refusals map[mall.ErrorCode]int, failures []error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	refusals = map[mall.ErrorCode]int{}
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			result, err := call(i)
			mu.Lock()
			defer mu.Unlock()
			var refusal *mall.Error
			switch {
			case errors.As(err, &refusal):
				refusals[refusal.Code]++
			case err != nil:
				failures = append(failures, err)
			default:
				results = append(results, result)
			}
		})
	}
	close(start)
	wg.Wait()
	return results, refusals, failures
}

func TestTwoHundredBuyersOfTheLastTen(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 10, nil)
		buyers := make([]mall.MemberID, 200)
		for i := range buyers {
			buyers[i] = m.Member("normal", malltest.Lot{Points: 60}, malltest.Lot{Points: 90}).ID
		}
		results, refusals, failures := together(len(buyers), func(i int) (exchange.Result, error) {
			return m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyers[i], Sku: sku, Quantity: 1, Key: "k"})
		})
		require.Empty(t, failures)
		assert.Len(t, results, 10)
		assert.Equal(t, map[mall.ErrorCode]int{mall.OutOfStock: 190}, refusals)
		assert.Zero(t, m.Stock(sku))
		won := map[mall.MemberID]bool{}
		for _, r := range results {
			won[r.Order.MemberID] = true
		}
		for _, b := range buyers {
			want := mall.Points(150)
			if won[b] {
				want = 50
			}
			assert.Equal(t, want, m.Available(b))
		}
	})
}

func TestFiftyExchangesWithPointsForSeven(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 1000, nil)
		buyer := m.Member("normal", malltest.Lot{Points: 350}, malltest.Lot{Points: 399}).ID
		results, refusals, failures := together(50, func(i int) (exchange.Result, error) {
			return m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: fmt.Sprint(i)})
		})
		require.Empty(t, failures)
		assert.Len(t, results, 7)
		assert.Equal(t, map[mall.ErrorCode]int{mall.InsufficientPoints: 43}, refusals)
		assert.Equal(t, mall.Points(49), m.Available(buyer))
		assert.EqualValues(t, 993, m.Stock(sku))
	})
}

func TestOneKeyFiftyTimesAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 1000, nil)
		buyer := m.Member("normal", malltest.Lot{Points: 10_000}).ID
		request := exchange.Request{Member: buyer, Sku: sku, Quantity: 2, Key: "only-once"}
		results, refusals, failures := together(50, func(int) (exchange.Result, error) {
			return m.Exchanges.Exchange(t.Context(), request)
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		require.Len(t, results, 50)
		first := 0
		for _, r := range results {
			assert.Equal(t, results[0].Order.ID, r.Order.ID)
			assert.Equal(t, results[0].Order.Points, r.Order.Points)
			if !r.Repeated {
				first++
			}
		}
		assert.Equal(t, 1, first)
		assert.Equal(t, mall.Points(9800), m.Available(buyer))
		assert.EqualValues(t, 998, m.Stock(sku))

		request.Quantity = 3
		_, err := m.Exchanges.Exchange(t.Context(), request)
		var refusal *mall.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, mall.IdempotencyConflict, refusal.Code)
	})
}

func TestTwoServersOnOneDatabase(t *testing.T) {
	url := malltest.Postgres(t)
	servers := []*malltest.Mall{malltest.Open(t, url), malltest.Open(t, url)}
	m := servers[0]
	sku := m.Sku(100, 10, nil)
	rich := m.Member("normal", malltest.Lot{Points: 100_000}).ID
	buyers := make([]mall.MemberID, 100)
	for i := range buyers {
		buyers[i] = m.Member("normal", malltest.Lot{Points: 100}).ID
	}
	results, refusals, failures := together(200, func(i int) (exchange.Result, error) {
		return servers[i%2].Exchanges.Exchange(t.Context(), exchange.Request{Member: buyers[i/2], Sku: sku, Quantity: 1, Key: fmt.Sprint(i % 2)})
	})
	require.Empty(t, failures)
	assert.Len(t, results, 10)
	assert.Equal(t, 190, refusals[mall.OutOfStock]+refusals[mall.InsufficientPoints])
	assert.Zero(t, m.Stock(sku))

	plenty := m.Sku(100, 1000, nil)
	results, refusals, failures = together(50, func(i int) (exchange.Result, error) {
		return servers[i%2].Exchanges.Exchange(t.Context(), exchange.Request{Member: rich, Sku: plenty, Quantity: 1, Key: "same"})
	})
	require.Empty(t, failures)
	require.Empty(t, refusals)
	require.Len(t, results, 50)
	assert.EqualValues(t, 999, m.Stock(plenty))
}
