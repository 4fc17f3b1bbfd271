package lottery_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/malltest"
)

// What one group may cost on PostgreSQL, in statements. Alone it needs no lock: accounts and
// lottery, what the member has drawn, and a save that commits by itself. With locks there are
// BEGIN, accounts, the lottery's lock, the lottery, players, keys, the save and COMMIT.
const (
	budgetAlone = 3
	budgetGroup = 9
)

func TestStatementsOfDraws(t *testing.T) {
	for _, n := range []int{1, 64} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			m := malltest.Open(t, malltest.Postgres(t))
			sku := m.Sku(100, 500, nil)
			c := running(t, m, wheel(func(n *lottery.NewLottery) {
				n.FreeDrawsPerDay, n.DrawsPerMemberPerDay, n.Budget = 1, new(5), new(mall.Points(100_000))
				n.Pity = &lottery.Pity{After: 10, PrizeKey: "points"}
				n.Prizes[1].OddsPpm = 600_000
				n.Prizes = append(n.Prizes, lottery.NewPrize{Key: "kettle", Name: mall.Text{EN: "Kettle"}, Kind: mall.PrizeSku, Sku: &sku, OddsPpm: 200_000, Stock: new(int64(400))})
			}))
			members := crowd(m, n)
			draw := func(member mall.MemberID, key string) {
				_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: key})
				assert.NoError(t, err)
			}
			draw(members[0], "the first has the server learn the lottery")
			var mu sync.Mutex
			var statements []string
			open, relay := map[uint64][]string{}, map[uint64]bool{}
			m.DB.Observe(func(conn uint64, sql string) {
				mu.Lock()
				defer mu.Unlock()
				// The relay has transactions of its own, which may have begun before.
				if strings.Contains(sql, "outbox where") || strings.Contains(sql, "from outbox") || strings.Contains(sql, "pg_notify") || strings.Contains(sql, "synchronous_commit") {
					relay[conn] = true
				}
				if sql != "COMMIT" {
					open[conn] = append(open[conn], sql)
					return
				}
				if !relay[conn] {
					statements = append(statements, append(open[conn], sql)...)
				}
				open[conn], relay[conn] = nil, false
			})
			var wg sync.WaitGroup
			for _, member := range members {
				wg.Go(func() { draw(member, "k") })
			}
			wg.Wait()
			m.DB.Observe(nil)
			mu.Lock()
			defer mu.Unlock()
			for conn, alone := range open { // statements that commit by themselves
				if !relay[conn] {
					statements = append(statements, alone...)
				}
			}
			saves := 0
			for _, sql := range statements {
				if strings.Contains(sql, "insert into lottery_draws") {
					saves++
				}
			}
			require.Positive(t, saves)
			budget := budgetGroup
			if n == 1 {
				budget = budgetAlone
			}
			t.Logf("%d statements, %d groups that saved", len(statements), saves)
			assert.LessOrEqual(t, len(statements), budget*saves, strings.Join(statements, "\n"))
		})
	}
}
