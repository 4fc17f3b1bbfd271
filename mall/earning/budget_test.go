package earning_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// What a group of purchases may cost, in statements, BEGIN and COMMIT included. On
// SQLite, which lives in the process, each table is a write of its own.
var budget = map[store.Dialect]int{store.Postgres: 11, store.SQLite: 19}

func TestStatementsOfAGroup(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		purchases := make([]earning.Purchase, 64)
		for i := range purchases {
			purchases[i] = bought(*m.Member("silver").ExternalRef, fmt.Sprint(i), yuan(300_00))
		}
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
		t.Logf("%d statements", len(groups[0]))
		assert.LessOrEqual(t, len(groups[0]), budget[m.DB.Dialect], strings.Join(groups[0], "\n"))
	})
}
