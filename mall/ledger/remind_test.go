package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// daysAhead is when members are reminded: row N2 of the mall's features.
func daysAhead() []int { return []int{30, 7, 1} }

func remind(t *testing.T, m *malltest.Mall, ahead ...int) {
	t.Helper()
	_, err := m.Ledger.RemindJob(func() []int { return ahead }).Run(t.Context(), false, nil)
	require.NoError(t, err)
}

// reminded lists a member's reminders, the oldest first, as "days points expiry".
func reminded(t *testing.T, m *malltest.Mall, id mall.MemberID) (all []string) {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), id)
	require.NoError(t, err)
	rows, err := m.Ledger.Reminders(t.Context(), b.AccountID, 100)
	require.NoError(t, err)
	for _, r := range slices.Backward(rows) {
		assert.Equal(t, id, r.MemberID)
		all = append(all, fmt.Sprint(r.Days, " ", r.Points, " ", r.ExpiresAt.In(malltest.Zone).Format("2006-01-02 15:04")))
	}
	return all
}

func TestMembersAreRemindedThirtySevenAndOneDayBefore(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Clock.Set(shanghai(t, "2026-11-20 10:00"))
		end := shanghai(t, "2027-01-01 00:00")
		id := m.Member("normal", malltest.Lot{Points: 60, ExpiresAt: end}, malltest.Lot{Points: 40, ExpiresAt: end}, malltest.Lot{Points: 5}).ID
		job := m.Ledger.RemindJob(daysAhead)
		for _, step := range []struct {
			at   string
			want []string
		}{
			{"2026-11-30 10:00", nil},
			{"2026-12-01 23:59", nil},
			{"2026-12-02 00:00", []string{"30 100 2027-01-01 00:00"}},
			{"2026-12-02 00:00", []string{"30 100 2027-01-01 00:00"}},
			{"2026-12-24 23:59", []string{"30 100 2027-01-01 00:00"}},
			{"2026-12-25 00:00", []string{"30 100 2027-01-01 00:00", "7 100 2027-01-01 00:00"}},
			{"2026-12-30 12:00", []string{"30 100 2027-01-01 00:00", "7 100 2027-01-01 00:00"}},
			{"2026-12-31 00:00", []string{"30 100 2027-01-01 00:00", "7 100 2027-01-01 00:00", "1 100 2027-01-01 00:00"}},
			{"2027-01-01 00:00", []string{"30 100 2027-01-01 00:00", "7 100 2027-01-01 00:00", "1 100 2027-01-01 00:00"}},
		} {
			m.Clock.Set(shanghai(t, step.at))
			due, err := job.Due(t.Context())
			require.NoError(t, err)
			before := len(reminded(t, m, id))
			done, err := job.Run(t.Context(), false, nil)
			require.NoError(t, err)
			assert.Equal(t, len(step.want)-before, done, step.at)
			assert.Equal(t, due, done, step.at)
			assert.Equal(t, step.want, reminded(t, m, id), step.at)
		}
	})
}

// What is spent, held, has expired or never does is not in a reminder; a sweep that was
// late for two of them writes the one that is true; what is earned inside a time is not
// reminded by it.
func TestRemindersTellWhatIsTrue(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Clock.Set(shanghai(t, "2026-12-01 10:00"))
		end := shanghai(t, "2027-01-01 00:00")
		spent := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: end}).ID
		held := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: end}).ID
		late := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: shanghai(t, "2026-12-20 00:00")}).ID
		gone := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: shanghai(t, "2026-12-01 00:00")}).ID
		remind(t, m, 30, 7, 1)
		assert.Equal(t, []string{"30 50 2026-12-20 00:00"}, reminded(t, m, late), "the first sweep of all tells everybody")
		hold(t, m, held, 20, "h")
		spend(t, m, spent, 50)
		m.Clock.Set(shanghai(t, "2026-12-19 06:00"))
		earned := m.Member("normal", malltest.Lot{Points: 9, ExpiresAt: end}).ID
		remind(t, m, 30, 7, 1)
		assert.Empty(t, reminded(t, m, spent))
		assert.Empty(t, reminded(t, m, gone))
		assert.Equal(t, []string{"30 30 2027-01-01 00:00"}, reminded(t, m, held))
		assert.Equal(t, []string{"30 50 2026-12-20 00:00", "1 50 2026-12-20 00:00"}, reminded(t, m, late), "seven days before nobody swept")
		soon := m.Member("normal", malltest.Lot{Points: 8, ExpiresAt: end}).ID
		remind(t, m, 30, 7, 1)
		assert.Empty(t, reminded(t, m, soon), "it was earned within the thirty days")
		assert.Equal(t, []string{"30 9 2027-01-01 00:00"}, reminded(t, m, earned), "earned before the sweep came past")
		m.Clock.Set(shanghai(t, "2026-12-26 06:00"))
		remind(t, m)
		assert.Empty(t, reminded(t, m, soon), "a mall may remind of nothing")
		remind(t, m, 7)
		assert.Equal(t, []string{"7 8 2027-01-01 00:00"}, reminded(t, m, soon))
	})
}

// Reminders of one time are as many days ahead where the clocks change in between.
func TestRemindersCountCalendarDays(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		points := ledger.New(m.DB, m.Bus, m.Clock.Now, newYork)
		defer points.Close()
		end := time.Date(2027, 3, 15, 0, 0, 0, 0, newYork) // the night of 13 to 14 March has no hour of 2
		id := m.Member("normal", malltest.Lot{Points: 7, ExpiresAt: end}).ID
		job := points.RemindJob(daysAhead)
		m.Clock.Set(time.Date(2027, 3, 7, 23, 59, 59, 0, newYork))
		_, err := job.Run(t.Context(), false, nil)
		require.NoError(t, err)
		assert.Len(t, reminded(t, m, id), 1, "thirty days")
		m.Clock.Set(time.Date(2027, 3, 8, 0, 0, 0, 0, newYork))
		_, err = job.Run(t.Context(), false, nil)
		require.NoError(t, err)
		assert.Len(t, reminded(t, m, id), 2, "seven days before, a week of 167 hours")
	})
}

func TestAReminderWakesWhoWatchesTheAccount(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal", malltest.Lot{Points: 10, ExpiresAt: malltest.Start.AddDate(0, 0, 5)}).ID
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		balances, err := m.Ledger.Watch(ctx, id)
		require.NoError(t, err)
		require.NotNil(t, <-balances, "as it is")
		remind(t, m, daysAhead()...)
		require.NotNil(t, <-balances, "it is sent again, and the reminder is there to be read")
		assert.Len(t, reminded(t, m, id), 1)
	})
}

// Many sweeps at once, on any number of servers, write each reminder once.
func TestSweepsAtOnceRemindOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		var members []mall.MemberID
		for i := range 40 {
			members = append(members, m.Member("normal", malltest.Lot{Points: 10, ExpiresAt: malltest.Start.AddDate(0, 0, 1+i%30)}).ID)
		}
		var sweeps sync.WaitGroup
		for range 6 {
			sweeps.Go(func() {
				_, err := m.Ledger.RemindJob(daysAhead).Run(t.Context(), false, nil)
				assert.NoError(t, err)
			})
		}
		sweeps.Wait()
		for _, id := range members {
			assert.Len(t, reminded(t, m, id), 1)
		}
	})
}

// lotOf is what the model below knows of a lot: nobody spends from it.
type lotOf struct {
	member  int
	points  mall.Points
	expires time.Time
}

// Whenever sweeps come, whole or broken off, a lot is reminded of by the shortest notice
// whose time has passed since the sweep before, and never twice by one.
func TestAnyRowOfSweepsRemindsOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		rapid.Check(t, func(r *rapid.T) {
			ahead := slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.IntRange(1, 40), 1, 4).Draw(r, "ahead"))))
			slices.Reverse(ahead)
			require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { // an earlier round's are out of the way
				return tx.Ent().Lot.Update().SetExpiresAt(m.Clock.Now()).Exec(ctx)
			}))
			m.Sweep()
			require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Ent().ReminderMark.Delete().Exec(ctx)
				return err
			}))
			want := map[mall.MemberID][]string{}
			var lots []lotOf
			var members []mall.MemberID
			reached := map[int]time.Time{}
			for range rapid.IntRange(1, 6).Draw(r, "sweeps") {
				for range rapid.IntRange(0, 4).Draw(r, "lots") {
					end := m.Clock.Now().In(malltest.Zone).AddDate(0, 0, rapid.IntRange(1, 50).Draw(r, "lives")).Truncate(time.Hour)
					l := lotOf{member: len(members), points: mall.Points(rapid.IntRange(1, 9).Draw(r, "points")), expires: end}
					lots = append(lots, l)
					members = append(members, m.Member("normal", malltest.Lot{Points: l.points, ExpiresAt: end}).ID)
				}
				m.Clock.Set(m.Clock.Now().Add(time.Duration(rapid.IntRange(0, 24*12).Draw(r, "hours")) * time.Hour))
				job := m.Ledger.RemindJob(func() []int { return ahead })
				_, err := job.Run(t.Context(), false, nil)
				require.NoError(t, err)
				expect(m, ahead, lots, members, reached, want)
				for i := range lots {
					assert.Equal(r, want[members[i]], reminded(t, m, members[i]), "%v", lots[i])
				}
			}
		})
	})
}

// expect adds what a sweep now must write.
func expect(m *malltest.Mall, ahead []int, lots []lotOf, members []mall.MemberID, reached map[int]time.Time, want map[mall.MemberID][]string) {
	now := m.Clock.Now().In(malltest.Zone)
	for i, days := range ahead {
		least := now
		if i+1 < len(ahead) {
			least = now.AddDate(0, 0, ahead[i+1])
		}
		if at, swept := reached[days]; swept && at.After(least) {
			least = at
		}
		until := now.AddDate(0, 0, days)
		for n, l := range lots {
			if l.expires.After(least) && !l.expires.After(until) {
				want[members[n]] = append(want[members[n]], fmt.Sprint(days, " ", l.points, " ", l.expires.Format("2006-01-02 15:04")))
			}
		}
		reached[days] = until
	}
}
