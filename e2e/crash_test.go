package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
)

// crashRounds is how often the server is killed.
var crashRounds = malltest.Length(4, 100)

const crashMembers = 12

// A server that is killed while it serves loses nothing that it answered, and
// leaves nothing half done.
func TestCrashes(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		seedBench(t, database, crashMembers, 4, 1_000_000, 100_000_000)
		l := &load{tokens: benchTokens(t, database, crashMembers), keys: make([][]string, crashMembers)}
		random := rand.New(rand.NewPCG(uint64(setting(t, "POINTSMALL_FUZZ_SEED", 1)), 2))
		s := serve(t, database)
		for n := range 4 {
			l.skus = append(l.skus, benchSku(t, s, n+1))
		}
		for round := range crashRounds {
			answered := l.run(t, s, round, 20+random.IntN(150))
			s = serve(t, database)
			l.check(t, s, answered)
			if t.Failed() {
				return
			}
		}
		reconcile(t, database)
	})
}

// load is many members who exchange without pause.
type load struct {
	tokens, skus []string
	keys         [][]string // all that each member ever sent
}

// request is the exchange under a key: the key says it all, so that it can be sent again.
func (l *load) request(member int, key string) ask {
	n := len(key) + int(key[len(key)-1])
	return ask{token: l.tokens[member], query: exchangeDocument, variables: exchangeInput(l.skus[n%len(l.skus)], key, 1+n%3)}
}

// run has the members exchange until the server has answered so many, and kills it
// right then. It returns the order of each key that was answered.
func (l *load) run(t *testing.T, s *server, round, target int) map[string]string {
	t.Helper()
	var mu sync.Mutex
	answered := map[string]string{}
	enough := make(chan struct{})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var all sync.WaitGroup
	for member := range l.tokens {
		all.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("%d-%d-%d", round, member, n)
				l.keys[member] = append(l.keys[member], key) // its own: no other goroutine touches it
				got, err := post(ctx, s, l.request(member, key))
				if err != nil {
					return // the server is dead
				}
				mu.Lock()
				answered[key] = outcome(got)
				if len(answered) == target {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-ctx.Done():
		t.Errorf("the load does not get to %d answers", target)
	}
	s.kill(t)
	all.Wait()
	return answered
}

// check compares what the server has after its restart with what it had answered.
func (l *load) check(t *testing.T, s *server, answered map[string]string) {
	t.Helper()
	for key, order := range answered {
		require.True(t, strings.HasPrefix(order, "ord_"), "%s: %s", key, order)
	}
	for member, token := range l.tokens {
		mine := map[string]string{}
		for _, key := range l.keys[member] {
			if order, ok := answered[key]; ok {
				mine[key] = order
			}
		}
		assertOrders(t, s, token, slices.Collect(maps.Values(mine)))
	}
	// Everything again, all members at once: what was done stays what it was, what
	// was not is done now.
	together(len(l.tokens), func(member int) {
		for _, key := range l.keys[member] {
			if _, ok := answered[key]; !ok && !strings.HasPrefix(key, l.lastRound(member)) {
				continue // it was sent again after an earlier crash
			}
			got, err := post(t.Context(), s, l.request(member, key))
			if !assert.NoError(t, err) {
				return
			}
			if order, ok := answered[key]; ok {
				assert.Equal(t, order, outcome(got), "key %s was answered before the crash", key)
			} else {
				assert.True(t, strings.HasPrefix(outcome(got), "ord_"), "key %s: %s", key, got.raw)
			}
		}
	})
	for member, token := range l.tokens {
		got := data(t, s, token, `{ me { orders(first: 1) { totalCount } points { entries(first: 1) { totalCount } } } }`, nil)
		sent := int64(len(l.keys[member]))
		assert.Equal(t, sent, at[int64](t, got, "me.orders.totalCount"), "one order for each key")
		assert.Equal(t, sent+4, at[int64](t, got, "me.points.entries.totalCount"), "one entry for each order, and the four lots")
	}
}

// lastRound is what the keys of the newest round begin with.
func (l *load) lastRound(member int) string {
	newest := l.keys[member][len(l.keys[member])-1]
	round, _, _ := strings.Cut(newest, "-")
	return round + "-"
}

// assertOrders expects that the orders exist, whole.
func assertOrders(t *testing.T, s *server, token string, orders []string) {
	t.Helper()
	for chunk := range slices.Chunk(orders, 100) {
		var query strings.Builder
		query.WriteString("{")
		for i, id := range chunk {
			fmt.Fprintf(&query, ` o%d: order(id: %q) { id status points lines { quantity points } }`, i, id)
		}
		got := data(t, s, token, query.String()+"}", nil)
		for i, id := range chunk {
			order, ok := got[fmt.Sprint("o", i)].(map[string]any)
			if !assert.True(t, ok, "order %s was answered and is lost", id) {
				continue
			}
			assert.Equal(t, "PAID", order["status"])
			assert.Len(t, order["lines"], 1, "order %s", id)
			assert.Equal(t, at[int64](t, order, "points"), at[int64](t, order, "lines.0.points"))
		}
	}
}
