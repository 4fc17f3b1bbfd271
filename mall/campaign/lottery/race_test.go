package lottery_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/malltest"
)

// crowd are members with points to draw.
func crowd(m *malltest.Mall, n int) []mall.MemberID {
	members := make([]mall.MemberID, n)
	for i := range members {
		members[i] = m.Member("normal", malltest.Lot{Points: 1000}).ID
	}
	return members
}

func outcomes(results []lottery.Result) map[mall.LotteryOutcome]int {
	all := map[mall.LotteryOutcome]int{}
	for _, r := range results {
		all[r.Draw.Outcome]++
	}
	return all
}

func TestAThousandDrawsOnAHundredPrizes(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 100, nil)
		c := running(t, m, wheel(func(n *lottery.NewLottery) {
			certain(n)
			n.Prizes[0].Kind, n.Prizes[0].Points, n.Prizes[0].Sku, n.Prizes[0].Stock = mall.PrizeSku, nil, &sku, new(int64(100))
		}))
		members := crowd(m, 100)
		results, refusals, failures := together(1000, func(i int) (lottery.Result, error) {
			return m.Lotteries.Draw(t.Context(), lottery.Request{Member: members[i%100], Campaign: c.ID, Key: fmt.Sprint(i)})
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		assert.Equal(t, map[mall.LotteryOutcome]int{mall.OutcomeRolled: 100, mall.OutcomeFallback: 900}, outcomes(results))
		for _, member := range members {
			assert.EqualValues(t, 900, m.Available(member))
		}
		assert.Zero(t, m.Stock(sku))
		assert.Len(t, verified(t, m, c.ID), 1000)
	})
}

func TestFiftyDrawsWithThreeLeftForTheDay(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { certain(n); n.Prizes[0].StockPerDay = new(int64(3)) }))
		members := crowd(m, 50)
		results, refusals, failures := together(50, func(i int) (lottery.Result, error) {
			return m.Lotteries.Draw(t.Context(), lottery.Request{Member: members[i], Campaign: c.ID, Key: "k"})
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		assert.Equal(t, map[mall.LotteryOutcome]int{mall.OutcomeRolled: 3, mall.OutcomeFallback: 47}, outcomes(results))
		verified(t, m, c.ID)
	})
}

func TestOneKeyFiftyTimesIsOneDraw(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(nil))
		member := crowd(m, 1)[0]
		results, refusals, failures := together(50, func(int) (lottery.Result, error) {
			return m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: "only once"})
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		require.Len(t, results, 50)
		for _, r := range results {
			assert.Equal(t, results[0].Draw.ID, r.Draw.ID)
		}
		assert.Len(t, verified(t, m, c.ID), 1)
	})
}

// Two servers spend one budget, to the point.
func TestABudgetUnderRushIsSpentExactly(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		servers := []*malltest.Mall{malltest.Open(t, url), malltest.Open(t, url)}
		m := servers[0]
		c := running(t, m, wheel(func(n *lottery.NewLottery) {
			certain(n)
			n.Prizes[0].Points, n.Budget = new(mall.Points(40)), new(mall.Points(10_000))
		}))
		members := crowd(m, 40)
		results, refusals, failures := together(400, func(i int) (lottery.Result, error) {
			return servers[i%2].Lotteries.Draw(t.Context(), lottery.Request{Member: members[i%40], Campaign: c.ID, Key: fmt.Sprint(i)})
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		assert.Equal(t, map[mall.LotteryOutcome]int{mall.OutcomeRolled: 250, mall.OutcomeFallback: 150}, outcomes(results))
		assert.EqualValues(t, 10_000, sheet(t, m, c.ID).Present().Given)
		verified(t, m, c.ID)
	})
}

// A pause, a new period and the end meet draws of two servers: each draw is whole or was
// refused, and what was drawn can be verified.
func TestALotteryStopsWhileItIsDrawnFrom(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		servers := []*malltest.Mall{malltest.Open(t, url), malltest.Open(t, url)}
		m := servers[0]
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.Pity = &lottery.Pity{After: 5, PrizeKey: "points"} }))
		members := crowd(m, 20)
		var steps sync.WaitGroup
		half := make(chan struct{}, 1)
		steps.Go(func() {
			<-half
			paused, err := m.Lotteries.Pause(t.Context(), boss, c.ID, c.Version)
			if !assert.NoError(t, err) {
				return
			}
			next, err := m.Lotteries.ClosePeriod(t.Context(), boss, c.ID, paused.Version, mall.Text{EN: "For a test."})
			if !assert.NoError(t, err) {
				return
			}
			resumed, err := m.Lotteries.Start(t.Context(), boss, c.ID, next.Version)
			if !assert.NoError(t, err) {
				return
			}
			_, err = m.Lotteries.End(t.Context(), boss, c.ID, resumed.Version)
			assert.NoError(t, err)
		})
		var once sync.Once
		results, refusals, failures := together(400, func(i int) (lottery.Result, error) {
			if i == 100 {
				once.Do(func() { half <- struct{}{} })
			}
			return servers[i%2].Lotteries.Draw(t.Context(), lottery.Request{Member: members[i%20], Campaign: c.ID, Key: fmt.Sprint(i)})
		})
		steps.Wait()
		require.Empty(t, failures)
		assert.Equal(t, len(results)+refusals[mall.CodeNotAvailable], 400, refusals)
		drawn := verified(t, m, c.ID)
		assert.Len(t, drawn, len(results))
		taken := mall.Points(0)
		for _, r := range results {
			taken += r.Draw.Cost - r.Draw.Points
		}
		has := mall.Points(0)
		for _, member := range members {
			has += m.Available(member)
		}
		assert.Equal(t, 20*1000-taken, has)
	})
}
