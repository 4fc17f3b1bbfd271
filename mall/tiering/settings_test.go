package tiering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

func program(t *testing.T, m *malltest.Mall, p mall.TierProgram) {
	t.Helper()
	_, err := m.Settings.Update(t.Context(), mall.Actor{Kind: mall.ActorStaff}, m.Settings.Current().Version, func(s *setting.Mall) error {
		s.Tiers = p
		return nil
	})
	require.NoError(t, err)
}

// A window that has begun is judged over the days that were promised with it, whatever the
// program says by then; the next one is the new program's.
func TestAWindowIsJudgedAsItWasPromised(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here, there := malltest.Open(t, url), malltest.Open(t, url)
		demo(t, here)
		program(t, here, mall.TierProgram{GraceDays: 20})
		require.NoError(t, there.Settings.Refresh(t.Context()))
		who := there.Member("normal")
		buy(t, there, who, "1", 5000)
		until := func() time.Time {
			row, err := there.DB.Ent().Member.Get(t.Context(), who.ID)
			require.NoError(t, err)
			require.NotNil(t, row.TierUntil)
			return row.TierUntil.In(malltest.Zone)
		}
		assert.Equal(t, "2027-12-13", until().Format(time.DateOnly), "a year and the grace")
		there.Clock.Set(malltest.Start.AddDate(0, 2, 0)) // January 2027
		buy(t, there, who, "2", 5000-1)
		there.Clock.Set(malltest.Start.AddDate(1, 0, 10)) // December 2027, in the days of grace
		buy(t, there, who, "3", 1)

		// By the new program's window and grace the days from 1 December alone would count.
		program(t, here, mall.TierProgram{Months: 1})
		require.NoError(t, there.Settings.Refresh(t.Context()))
		there.Clock.Set(until())
		there.Sweep()
		assert.Equal(t, "silver", tierOf(t, there, who), "the year before was enough")
		assert.Equal(t, "2027-12-23", until().Format(time.DateOnly), "a month after the window's end")
		there.Clock.Set(until())
		there.Sweep()
		assert.Equal(t, "normal", tierOf(t, there, who), "the month was not")
	})
}

// How far members fall, and over which days they rise, follows the program at once.
func TestFallsAndRisesFollowTheProgramAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who, late := m.Member("normal"), m.Member("normal")
		buy(t, m, who, "1", 10_000)
		buy(t, m, late, "2", 4999)
		program(t, m, mall.TierProgram{CalendarYear: true, OneStep: true})
		m.Clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, malltest.Zone))
		buy(t, m, late, "3", 1)
		assert.Equal(t, "normal", tierOf(t, m, late), "last year counts no more")
		m.Clock.Set(time.Date(2027, 11, 23, 0, 0, 0, 0, malltest.Zone))
		m.Sweep()
		assert.Equal(t, "silver", tierOf(t, m, who), "one step down from gold, not to normal")
	})
}
