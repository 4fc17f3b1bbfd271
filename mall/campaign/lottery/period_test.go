package lottery_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/malltest"
)

func TestAPeriodEndsAfterSoManyDraws(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.Period = &lottery.PeriodRule{Draws: new(7)} }))
		members := crowd(m, 10)
		results, refusals, failures := together(30, func(i int) (lottery.Result, error) {
			return m.Lotteries.Draw(t.Context(), lottery.Request{Member: members[i%10], Campaign: c.ID, Key: fmt.Sprint(i)})
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		require.Len(t, results, 30)
		var draws []int
		for _, p := range sheet(t, m, c.ID).Begun() {
			draws = append(draws, p.Sequence)
			assert.Equal(t, p.Sequence == 7, p.Revealed != nil, "a seed is shown when its period is over")
		}
		assert.Equal(t, []int{7, 7, 7, 7, 2}, draws)
		assert.Len(t, verified(t, m, c.ID), 30)
	})
}

func TestAPeriodEndsAtMidnight(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.Period = &lottery.PeriodRule{Midnight: true} }))
		first := sheet(t, m, c.ID).Present()
		midnight := mall.StartOfDay(mall.DateOf(malltest.Start, malltest.Zone).AddDays(1), malltest.Zone)
		require.Equal(t, midnight.UTC(), first.EndsAt.UTC())
		member := crowd(m, 1)[0]
		draw := func(key string, hash *string) error {
			_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: key, SeedHash: hash})
			return err
		}
		m.Clock.Set(midnight.Add(-time.Nanosecond))
		require.NoError(t, draw("the last", &first.SeedHash))
		m.Clock.Set(midnight)
		assert.Equal(t, mall.CodeVersionConflict, refused(t, draw("under the old seed", &first.SeedHash)).Code)
		require.NoError(t, draw("the first", nil))
		now := sheet(t, m, c.ID)
		require.Len(t, now.Begun(), 2)
		assert.NotNil(t, now.Begun()[0].Revealed)
		assert.Equal(t, 1, now.Present().Sequence)
		m.Clock.Set(midnight.Add(24*time.Hour - 9*time.Hour)) // still before the lottery's end
		require.NoError(t, draw("the same day", nil))
		verified(t, m, c.ID)
	})
}

// The job ends a period in which nobody draws any more. While the lottery is paused its seed stays
// hidden.
func TestTheJobEndsPeriods(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.Period = &lottery.PeriodRule{Midnight: true} }))
		paused, err := m.Lotteries.Pause(t.Context(), boss, c.ID, c.Version)
		require.NoError(t, err)
		m.Clock.Set(malltest.Start.Add(24 * time.Hour))
		m.Sweep()
		require.Len(t, sheet(t, m, c.ID).Begun(), 1)
		require.Nil(t, sheet(t, m, c.ID).Present().Revealed)
		_, err = m.Lotteries.Start(t.Context(), boss, c.ID, paused.Version)
		require.NoError(t, err)
		m.Sweep()
		begun := sheet(t, m, c.ID).Begun()
		require.Len(t, begun, 2)
		assert.NotNil(t, begun[0].Revealed)
		_, err = m.Lotteries.Draw(t.Context(), lottery.Request{Member: crowd(m, 1)[0], Campaign: c.ID, Key: "k"})
		require.NoError(t, err)
	})
}

func TestAPeriodThatWentOnTooLongIsAFault(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.Period = &lottery.PeriodRule{Draws: new(2)} }))
		member := crowd(m, 1)[0]
		for i := range 2 {
			_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: fmt.Sprint(i)})
			require.NoError(t, err)
		}
		published, err := m.Lotteries.Publish(t.Context(), c.ID)
		require.NoError(t, err)
		config, err := lottery.ReadConfiguration(published.Configuration)
		require.NoError(t, err)
		config.Period.Draws = new(1)
		published.Configuration, err = config.Text()
		require.NoError(t, err)
		faults, err := lottery.Verify(published, nil)
		require.NoError(t, err)
		checks := map[lottery.Check]bool{}
		for _, f := range faults {
			checks[f.Check] = true
		}
		assert.True(t, checks[lottery.CheckPeriod], faults)
	})
}
