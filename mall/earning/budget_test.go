package earning_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// What a group of purchases may cost, in statements: BEGIN, COMMIT and, on PostgreSQL, the
// lock that keeps returns from passing their purchases included. On SQLite, which lives in
// the process, each table is a write of its own.
var budget = map[store.Dialect]int{store.Postgres: 16, store.SQLite: 24}

func TestStatementsOfAGroup(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		north, south := brand(t, m, "North"), brand(t, m, "South")
		// The first group reads the rules and tasks as well, two statements. Partners' accounts
		// cost SQLite one more.
		for _, source := range []func(i int) string{
			func(int) string { return purchase.Mall },
			func(i int) string { return []mall.PartnerID{north, south}[i%2].String() },
		} {
			purchases := make([]earning.Purchase, 64)
			for i := range purchases {
				purchases[i] = bought(*m.Member("silver").ExternalRef, fmt.Sprint(i), yuan(300_00))
				purchases[i].Source = source(i)
			}
			statements := groupOf(t, m, purchases)
			t.Logf("%s: %d statements", purchases[0].Source, len(statements))
			assert.LessOrEqual(t, len(statements), budget[m.DB.Dialect], strings.Join(statements, "\n"))
		}
	})
}

// groupOf records purchases, which must go together, and returns their group's statements.
func groupOf(t *testing.T, m *malltest.Mall, purchases []earning.Purchase) []string {
	t.Helper()
	var mu sync.Mutex
	open := map[uint64][]string{}
	var groups [][]string
	m.DB.Observe(func(conn uint64, sql string) {
		mu.Lock()
		defer mu.Unlock()
		if sql == "BEGIN" {
			open[conn] = nil
		}
		open[conn] = append(open[conn], sql)
		if sql == "COMMIT" && strings.Contains(strings.Join(open[conn], " "), "insert into purchases") {
			groups = append(groups, open[conn])
		}
	})
	for _, out := range m.Earning.RecordPurchases(t.Context(), purchases) {
		require.NoError(t, out.Err)
	}
	m.DB.Observe(nil)
	mu.Lock()
	defer mu.Unlock()
	require.Len(t, groups, 1, "they went together")
	return groups[0]
}
