package ledger_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
)

// What members have sent and received is asked for twice a group, however many transfers
// the group has.
func TestStatementsOfAGroupOfTransfers(t *testing.T) {
	const transfers = 64
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		allow(t, m, mall.TransferPolicy{DayPoints: 100, CoolDownHours: 24})
		members := make([]mall.MemberID, transfers+1)
		for i := range members {
			members[i] = m.Member("normal", malltest.Lot{Points: 100}).ID
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
			if sql == "COMMIT" && strings.Contains(strings.Join(open[conn], " "), "insert into transfers") {
				groups = append(groups, open[conn])
			}
		})
		var wg sync.WaitGroup
		for i := range transfers {
			wg.Go(func() { assert.NoError(t, send(t, m, members[i], members[i+1], 60, fmt.Sprint(i))) })
		}
		wg.Wait()
		m.DB.Observe(nil)
		mu.Lock()
		defer mu.Unlock()
		require.Less(t, len(groups), transfers/2, "they went together")
		for _, group := range groups {
			asked := 0
			for _, sql := range group {
				if strings.Contains(sql, "join transfers") {
					asked++
				}
			}
			assert.Equal(t, 2, asked, strings.Join(group, "\n"))
		}
		assert.Equal(t, mall.CodeLimitExceeded, refusal(t, send(t, m, members[0], members[1], 41, "day")).Code, "and what was counted counts")
		assert.NoError(t, send(t, m, members[0], members[1], 40, "day"))
	})
}
