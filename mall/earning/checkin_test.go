package earning_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
)

func checkIn(t *testing.T, m *malltest.Mall, who *ent.Member, key string) earning.CheckedIn {
	t.Helper()
	got, err := m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: key})
	require.NoError(t, err)
	return got
}

// The row of days that every operator knows: 5, 10, 15, 20, 25, 30, 50, and from the start.
func TestCheckInByDays(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		for i, want := range []mall.Points{5, 10, 15, 20, 25, 30, 50, 5} {
			m.Clock.Set(malltest.Start.Add(time.Duration(i) * day))
			got := checkIn(t, m, who, fmt.Sprint(i))
			assert.Equal(t, want, got.Points)
			assert.Equal(t, i+1, got.Streak)
			assert.Equal(t, got, checkIn(t, m, who, fmt.Sprint(i)), "the same key, the same answer")
		}
		status, err := m.Earning.CheckInStatus(t.Context(), who.ID)
		require.NoError(t, err)
		assert.True(t, status.CheckedInToday)
		assert.Equal(t, 8, status.Streak)
		assert.EqualValues(t, 10, status.NextReward)

		m.Clock.Set(malltest.Start.Add(9 * day))
		status, err = m.Earning.CheckInStatus(t.Context(), who.ID)
		require.NoError(t, err)
		assert.Zero(t, status.Streak, "a missed day breaks the row")
		assert.Equal(t, 1, checkIn(t, m, who, "after").Streak)
	})
}

// A day is one of the mall's zone: two minutes around midnight in Shanghai are two days.
func TestCheckInAroundMidnight(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		midnight := time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)
		m.Clock.Set(midnight.Add(-time.Minute))
		assert.Equal(t, "2026-12-31", checkIn(t, m, who, "old year").Day.String())
		_, err := m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: "again"})
		assert.Equal(t, mall.CodeLimitExceeded, code(err))
		assert.ErrorContains(t, err, "2027-01-01T00:00:00+08:00")
		m.Clock.Set(midnight)
		got := checkIn(t, m, who, "new year")
		assert.Equal(t, "2027-01-01", got.Day.String())
		assert.Equal(t, 2, got.Streak)
	})
}

func TestCheckInUnderFire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		var done atomic.Int32
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				_, err := m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: fmt.Sprint(i)})
				if err == nil {
					done.Add(1)
					return
				}
				assert.Equal(t, mall.CodeLimitExceeded, code(err))
			})
		}
		wg.Wait()
		assert.EqualValues(t, 1, done.Load())
		assert.EqualValues(t, 5, m.Available(who.ID))
	})
}

// A day that is made up joins the days around it, as if it had been checked in in time.
func TestMakeUp(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		m := malltest.Open(t, url)
		set(t, m, "make_up_price", "8")
		demo(t, m)
		m = malltest.Open(t, url) // with the price
		who := m.Member("normal")
		first := mall.DateOf(malltest.Start, malltest.Zone)
		for _, i := range []int{0, 2, 3} {
			m.Clock.Set(malltest.Start.Add(time.Duration(i) * day))
			checkIn(t, m, who, fmt.Sprint(i))
		}
		assert.EqualValues(t, 5+5+10, m.Available(who.ID))
		makeUp := func(days int, key string) (earning.CheckedIn, error) {
			return m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: key, MakeUp: new(first.AddDays(days))})
		}
		got, err := makeUp(1, "late")
		require.NoError(t, err)
		assert.Equal(t, earning.CheckedIn{Day: first.AddDays(1), Streak: 2, Points: 10}, got)
		assert.EqualValues(t, 5+10+15+20-8, m.Available(who.ID), "the days after it earn what they would have")
		again, err := makeUp(1, "late")
		require.NoError(t, err)
		assert.Equal(t, got, again)

		for key, c := range map[string]struct {
			days int
			want mall.ErrorCode
		}{"twice": {1, mall.CodeLimitExceeded}, "today": {3, mall.CodeInvalidInput}, "tomorrow": {4, mall.CodeInvalidInput}, "long ago": {-9, mall.CodeExpired}, "late": {0, mall.CodeIdempotencyConflict}, "0": {1, mall.CodeIdempotencyConflict}} {
			_, err := makeUp(c.days, key)
			assert.Equal(t, c.want, code(err), key)
		}
		for i := range 4 { // 37 points pay for four more days
			_, err = makeUp(-1-i, fmt.Sprint("more", i))
			require.NoError(t, err)
		}
		assert.Equal(t, 8, checkInStreak(t, m, who))
	})
}

func checkInStreak(t *testing.T, m *malltest.Mall, who *ent.Member) int {
	t.Helper()
	status, err := m.Earning.CheckInStatus(t.Context(), who.ID)
	require.NoError(t, err)
	return status.Streak
}

func TestMakeUpIsOff(t *testing.T) {
	m := malltest.Open(t, malltest.SQLite(t))
	who := m.Member("normal")
	_, err := m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: "k", MakeUp: new(mall.DateOf(malltest.Start, malltest.Zone).AddDays(-1))})
	assert.Equal(t, mall.CodeNotAvailable, code(err))
}
