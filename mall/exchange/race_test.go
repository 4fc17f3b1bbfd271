package exchange_test

import (
	"errors"
	"fmt"
	"maps"
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
		assert.Equal(t, map[mall.ErrorCode]int{mall.CodeOutOfStock: 190}, refusals)
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
		assert.Equal(t, map[mall.ErrorCode]int{mall.CodeInsufficientPoints: 43}, refusals)
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
		assert.Equal(t, mall.CodeIdempotencyConflict, refusal.Code)
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
	assert.Equal(t, 190, refusals[mall.CodeOutOfStock]+refusals[mall.CodeInsufficientPoints])
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

// Two servers each serve one request at a time, without locks at first, and meet at
// one SKU, and at one member's account too: no point and no piece is lost or given
// twice.
func TestLoneExchangesOfTwoServers(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		second := exchange.New(m.DB, m.Bus, mall.SystemClock, "CNY", malltest.Zone)
		defer second.Close()
		servers := []*exchange.Service{m.Exchanges, second}
		first := m.Member("normal", malltest.Lot{Points: 1055}, malltest.Lot{Points: 945}).ID
		other := m.Member("normal", malltest.Lot{Points: 2000}).ID
		for name, buyers := range map[string][2]mall.MemberID{"one member": {first, first}, "two members": {first, other}} {
			const stock, each = 60, 50
			sku := m.Sku(10, stock, nil)
			had := m.Available(first) + m.Available(other)
			orders := make([]map[mall.OrderID]bool, 2)
			_, refusals, failures := together(2, func(i int) (exchange.Result, error) {
				orders[i] = map[mall.OrderID]bool{}
				for n := range each {
					key := fmt.Sprintf("%s %d-%d", name, i, n)
					if n%5 == 0 {
						key = fmt.Sprint(name, n) // the other server's too
					}
					result, err := servers[i].Exchange(t.Context(), exchange.Request{Member: buyers[i], Sku: sku, Quantity: 1, Key: key})
					var refusal *mall.Error
					switch {
					case err == nil:
						orders[i][result.Order.ID] = true
					case !errors.As(err, &refusal) || refusal.Code != mall.CodeOutOfStock:
						return result, err
					}
				}
				return exchange.Result{}, nil
			})
			require.Empty(t, failures, name)
			require.Empty(t, refusals, name)
			maps.Copy(orders[0], orders[1])
			assert.Len(t, orders[0], stock, name)
			assert.Zero(t, m.Stock(sku), name)
			assert.EqualValues(t, 10*stock, had-m.Available(first)-m.Available(other), name)
		}
	})
}
