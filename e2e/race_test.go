package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exchangeTogether sends n exchanges at once, by turns to each server.
func exchangeTogether(t *testing.T, servers []*server, n int, request func(i int) (token string, input map[string]any)) []answer {
	t.Helper()
	answers := make([]answer, n)
	errs := make([]error, n)
	together(n, func(i int) {
		token, input := request(i)
		answers[i], errs[i] = post(t.Context(), servers[i%len(servers)], ask{token: token, query: exchangeDocument, variables: input})
	})
	for _, err := range errs {
		require.NoError(t, err)
	}
	return answers
}

// tally counts outcomes; orders all count as "order", and each must be another one.
func tally(t *testing.T, answers []answer) map[string]int {
	t.Helper()
	counts, seen := map[string]int{}, map[string]bool{}
	for _, got := range answers {
		o := outcome(got)
		if strings.HasPrefix(o, "ord_") {
			assert.False(t, seen[o], "order %s twice", o)
			seen[o] = true
			o = "order"
		}
		counts[o]++
	}
	return counts
}

// Two servers on one PostgreSQL, and on SQLite the one that there can be.
func TestRaces(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		testRaces(t, demoMall.SQLite(t), 1)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		testRaces(t, demoMall.Postgres(t), 2)
	})
}

func testRaces(t *testing.T, database string, count int) {
	seedBench(t, database, 204, 5, 10, 1000) // the last four take no part in the rush
	servers := make([]*server, count)
	for i := range servers {
		servers[i] = serve(t, database)
	}
	tokens := benchTokens(t, database, 204)
	available := func(n int) int64 {
		got := data(t, servers[0], "", `query($slug: String!) { product(slug: $slug) { skus { available } } }`, map[string]any{"slug": fmt.Sprintf("bench-%d", n)})
		return at[int64](t, got, "product.skus.0.available")
	}

	t.Run("two hundred buyers of the last ten", func(t *testing.T) {
		sku := benchSku(t, servers[0], 1)
		answers := exchangeTogether(t, servers, 200, func(i int) (string, map[string]any) {
			return tokens[i], exchangeInput(sku, "rush", 1)
		})
		assert.Equal(t, map[string]int{"order": 10, "OUT_OF_STOCK": 190}, tally(t, answers))
		assert.Zero(t, available(1))
	})

	t.Run("fifty exchanges with points for seven", func(t *testing.T) {
		sku := benchSku(t, servers[0], 2) // at 102 points
		member := at[string](t, data(t, servers[0], tokens[200], `{ me { id points { available } } }`, nil), "me.id")
		have := at[int64](t, data(t, servers[0], tokens[200], `{ me { points { available } } }`, nil), "me.points.available")
		mall := &shop{server: servers[0], database: database, tokens: demoMall.tokensOf(t, database)}
		mall.adjust(t, member, int(7*102+101-have), "seven")

		answers := exchangeTogether(t, servers, 50, func(i int) (string, map[string]any) {
			return tokens[200], exchangeInput(sku, fmt.Sprint("seven-", i), 1)
		})
		assert.Equal(t, map[string]int{"order": 7, "INSUFFICIENT_POINTS": 43}, tally(t, answers))
		assert.EqualValues(t, 3, available(2))
		left := data(t, servers[0], tokens[200], `{ me { points { available } } }`, nil)
		assert.EqualValues(t, 101, at[int64](t, left, "me.points.available"))
	})

	t.Run("one key fifty times", func(t *testing.T) {
		sku := benchSku(t, servers[0], 3)
		answers := exchangeTogether(t, servers, 50, func(int) (string, map[string]any) {
			return tokens[201], exchangeInput(sku, "once", 2)
		})
		for _, got := range answers {
			require.JSONEq(t, string(answers[0].raw), string(got.raw))
		}
		assert.True(t, strings.HasPrefix(outcome(answers[0]), "ord_"), "%s", answers[0].raw)
		assert.EqualValues(t, 8, available(3))
	})

	t.Run("one key for fifty inputs", func(t *testing.T) {
		skus := []string{benchSku(t, servers[0], 4), benchSku(t, servers[0], 5)}
		answers := exchangeTogether(t, servers, 50, func(i int) (string, map[string]any) {
			return tokens[202], exchangeInput(skus[i%2], "either", 1)
		})
		winners := map[string]int{}
		for _, got := range answers {
			winners[outcome(got)]++
		}
		assert.Len(t, winners, 2, "%v", winners)
		assert.Equal(t, 25, winners["IDEMPOTENCY_CONFLICT"])
		assert.EqualValues(t, 19, available(4)+available(5))
	})

	t.Run("one purchase and one adjustment twenty times", func(t *testing.T) {
		mall := &shop{server: servers[0], database: database, tokens: demoMall.tokensOf(t, database)}
		admin := mall.token(t, "admin")
		member := at[string](t, data(t, servers[0], tokens[203], `{ me { id } }`, nil), "me.id")
		document := fmt.Sprintf(`mutation {
			recordPurchase(input: {externalRef: "T-1", memberRef: "bench-204", occurredAt: %q,
				total: {amount: "50", currency: "CNY"}, lines: [{sku: "x", quantity: 1, unitPrice: "50"}]}) { pointsEarned duplicate userErrors { code } }
			adjustPoints(input: {memberId: %q, points: 5, reason: "race", idempotencyKey: "race"}) { entry { id } userErrors { code } }
		}`, time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), member)
		var mu sync.Mutex
		entries, firsts := map[string]bool{}, 0
		together(20, func(i int) {
			got, err := post(t.Context(), servers[i%count], ask{token: admin, query: document})
			if !assert.NoError(t, err) || !assert.Empty(t, got.Errors) {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			id, _ := At(got.Data, "adjustPoints.entry.id")
			entries[fmt.Sprint(id)] = true
			if duplicate, _ := At(got.Data, "recordPurchase.duplicate"); duplicate == false {
				firsts++
			}
		})
		assert.Len(t, entries, 1)
		assert.Equal(t, 1, firsts, "one is the first, the others are duplicates")
		left := data(t, servers[0], tokens[203], `{ me { points { available } } }`, nil)
		assert.EqualValues(t, 1155, at[int64](t, left, "me.points.available"))
	})

	t.Run("one step of an order twenty times", func(t *testing.T) {
		mall := &shop{server: servers[0], database: database, tokens: demoMall.tokensOf(t, database)}
		id := mall.order(t, "alice", "DRINK-100", "step")
		input := map[string]any{"input": map[string]any{"orderId": id, "version": 1, "status": "FULFILLING"}}
		admin := mall.token(t, "admin")
		var mu sync.Mutex
		outcomes := map[string]int{}
		together(20, func(i int) {
			got, err := post(t.Context(), servers[i%count], ask{token: admin, query: setStatusDocument, variables: input})
			if !assert.NoError(t, err) {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			code, err := At(got.Data, "setOrderStatus.userErrors.0.code")
			if err != nil {
				code, _ = At(got.Data, "setOrderStatus.order.status")
			}
			outcomes[fmt.Sprint(code)]++
		})
		assert.Equal(t, map[string]int{"FULFILLING": 1, "VERSION_CONFLICT": 19}, outcomes)
	})
	reconcile(t, database)
}
