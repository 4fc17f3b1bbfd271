package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	mallevent "pointsmall/mall/event"
	"pointsmall/mall/store"
)

// seedBench fills a database with members bench-1, … and SKUs BENCH-1, ….
func seedBench(t *testing.T, database string, members, skus, stock, balance int) {
	t.Helper()
	mustRun(t, "seed", "bench", "--database", database, "--members", fmt.Sprint(members), "--skus", fmt.Sprint(skus),
		"--stock", fmt.Sprint(stock), "--balance", fmt.Sprint(balance))
}

// benchTokens signs tokens for the first n members. One command for each would be
// slow; the key in the database is the same.
func benchTokens(t *testing.T, database string, n int) []string {
	t.Helper()
	db, err := store.Open(t.Context(), database, store.Options{MaxConnections: 2})
	require.NoError(t, err)
	service, err := access.New(t.Context(), db, mallevent.NewBus(db), mall.SystemClock)
	require.NoError(t, err)
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i], err = service.IssueMember(t.Context(), fmt.Sprintf("bench-%d", i+1), time.Hour)
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())
	return tokens
}

// benchSku is the id of the SKU BENCH-n.
func benchSku(t *testing.T, s *server, n int) string {
	t.Helper()
	got := data(t, s, "", `query($slug: String!) { product(slug: $slug) { skus { id } } }`, map[string]any{"slug": fmt.Sprintf("bench-%d", n)})
	return at[string](t, got, "product.skus.0.id")
}

// together makes n calls at once and waits for them all.
func together(n int, call func(i int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			call(i)
		})
	}
	close(start)
	all.Wait()
}

// outcome is the order's id, or the code of the refusal.
func outcome(got answer) string {
	if id, err := At(got.Data, "exchange.order.id"); err == nil {
		return id.(string)
	}
	if code, err := At(got.Data, "exchange.userErrors.0.code"); err == nil {
		return code.(string)
	}
	return strings.TrimSpace(string(got.raw))
}
