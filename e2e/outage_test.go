package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// PostgreSQL cuts every connection again and again while members exchange and a
// listener listens, as in a failover. Callers may see errors; what they repeat
// happens once, and the listener learns of the end.
func TestCutConnections(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.Postgres(t))
	mall.mayLogErrors = true
	const members, each = 8, 30
	seedBench(t, mall.database, members, 1, 1_000_000, 100_000_000)
	tokens := benchTokens(t, mall.database, members)
	sku := benchSku(t, mall.server, 1)
	db := openSQL(t, mall.database)
	cut := func() {
		_, err := db.ExecContext(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
		assert.NoError(t, err)
	}
	listener := subscribeWebSocket(t, mall.server, tokens[0], `subscription { pointsBalance { available } }`, nil)
	next(t, listener)

	orders := make([]map[string]string, members) // key -> order
	repeats := 0
	var mu sync.Mutex
	done := 0
	together(members, func(m int) {
		orders[m] = map[string]string{}
		for n := range each {
			key := fmt.Sprint(n)
			for try := 0; ; try++ {
				got, err := post(t.Context(), mall.server, ask{token: tokens[m], query: exchangeDocument, variables: exchangeInput(sku, key, 1)})
				if !assert.NoError(t, err, "the server lives") || !assert.Less(t, try, 50, "%s", got.raw) {
					return
				}
				if id := outcome(got); strings.HasPrefix(id, "ord_") {
					orders[m][key] = id
					break
				}
				mu.Lock()
				repeats++
				mu.Unlock()
			}
			mu.Lock()
			done++
			if done%40 == 0 {
				cut()
			}
			mu.Unlock()
		}
	})
	t.Logf("%d of %d requests had to be repeated", repeats, members*each)
	for m, token := range tokens {
		got := data(t, mall.server, token, `{ me { orders(first: 100) { totalCount nodes { id } } points { available entries(first: 1) { totalCount } } } }`, nil)
		require.EqualValues(t, each, at[int64](t, got, "me.orders.totalCount"))
		require.EqualValues(t, each+4, at[int64](t, got, "me.points.entries.totalCount"))
		answered := map[string]bool{}
		for _, id := range orders[m] {
			answered[id] = true
		}
		for _, order := range at[[]any](t, got, "me.orders.nodes") {
			assert.True(t, answered[at[string](t, order, "id")], "an order that nobody was told of")
		}
		if m == 0 {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			for want, seen := at[int64](t, got, "me.points.available"), int64(-1); seen != want; {
				e, err := listener.read(ctx)
				require.NoError(t, err, "the listener never learns of the end")
				seen = at[int64](t, e.data, "pointsBalance.available")
			}
		}
	}
	reconcile(t, mall.database)
}
