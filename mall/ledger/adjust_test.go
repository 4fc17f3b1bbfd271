package ledger_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

var admin = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}

func refusal(t *testing.T, err error) *mall.Error {
	t.Helper()
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	return refused
}

func TestAdjust(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal", malltest.Lot{Points: 100}).ID
		adjust := func(points mall.Points, key string) error {
			_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: points, Reason: "goodwill", Key: key})
			return err
		}
		require.NoError(t, adjust(50, "a"))
		require.NoError(t, adjust(50, "a"), "the same key again is the same adjustment")
		assert.EqualValues(t, 150, m.Available(id))
		assert.Equal(t, mall.CodeIdempotencyConflict, refusal(t, adjust(51, "a")).Code)
		require.NoError(t, adjust(-120, "b"))
		assert.EqualValues(t, 30, m.Available(id))

		short := refusal(t, adjust(-31, "c"))
		assert.Equal(t, mall.CodeInsufficientPoints, short.Code)
		assert.Equal(t, mall.Figures{Required: 31, Available: 30}, short.Figures)
		assert.Equal(t, []string{"points"}, short.Path)
		assert.Equal(t, []string{"points"}, refusal(t, adjust(0, "d")).Path)

		b, err := m.Ledger.Balance(t.Context(), id)
		require.NoError(t, err)
		assert.EqualValues(t, 100, b.LifetimeEarned, "adjusting is not earning")
		entries, err := m.Ledger.Entries(t.Context(), b.AccountID, ledger.Page{Limit: 10})
		require.NoError(t, err)
		var deltas []mall.Points
		for _, e := range entries {
			deltas = append(deltas, e.Delta)
		}
		assert.Equal(t, []mall.Points{-120, 50, 100}, deltas)
		assert.Equal(t, "goodwill", ledger.Explain(entries[0]).EN)
	})
}

// No limit lets one member of staff do it alone; a limit of 0 lets nobody.
func TestALimitOfNothingHasEveryAdjustmentWait(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal").ID
		adjust := func(points mall.Points, key string) ledger.Adjusted {
			got, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: points, Reason: "goodwill", Key: key})
			require.NoError(t, err)
			return got
		}
		assert.NotNil(t, adjust(1_000_000, "free").Entry)
		_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.AdjustmentLimit = new(mall.Points(0)) })
		require.NoError(t, err)
		got := adjust(1, "bound")
		assert.Nil(t, got.Entry)
		assert.NotNil(t, got.Request)
		assert.EqualValues(t, 1_000_000, m.Available(id))
	})
}

// The end of the last day of the year 9999 is a time that SQLite sorts before all others.
func TestAdjustedPointsExpireBeforeTheYear10000(t *testing.T) {
	for zone, last := range map[string]string{"Asia/Shanghai": "9999-12-31T15:59:59Z", "America/New_York": "9999-12-31T04:59:59Z", "UTC": "9999-12-30T23:59:59Z"} {
		t.Run(zone, func(t *testing.T) {
			malltest.RunIn(t, zone, func(t *testing.T, m *malltest.Mall) {
				id := m.Member("normal").ID
				adjust := func(until time.Time, key string) error {
					_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: 10, Reason: "goodwill", ExpiresAt: &until, Key: key})
					return err
				}
				refused := refusal(t, adjust(instant(t, last).AddDate(0, 0, 1), "beyond"))
				assert.Equal(t, mall.CodeInvalidInput, refused.Code)
				assert.Equal(t, []string{"expiresAt"}, refused.Path)
				assert.Zero(t, m.Available(id))
				require.NoError(t, adjust(instant(t, last), "last"))
				assert.EqualValues(t, 10, m.Available(id))
			})
		})
	}
}

func TestPointsCannotBeSpentFromTheInstantTheyExpire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		midnight := malltest.Start.Add(time.Hour)
		id := m.Member("normal", malltest.Lot{Points: 70, ExpiresAt: midnight}, malltest.Lot{Points: 30}).ID
		spend := func(points mall.Points, key string) error {
			_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: -points, Reason: "spend", Key: key})
			return err
		}
		m.Clock.Set(midnight.Add(-time.Microsecond))
		require.NoError(t, spend(10, "before"))
		assert.EqualValues(t, 90, m.Available(id))
		m.Clock.Set(midnight)
		assert.EqualValues(t, 30, m.Available(id))
		assert.Equal(t, mall.CodeInsufficientPoints, refusal(t, spend(31, "after")).Code)
		require.NoError(t, spend(30, "rest"))
		assert.Zero(t, m.Available(id))
	})
}

// More lots than are read at first: all of them must count.
func TestManyLots(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		lots := make([]malltest.Lot, 150)
		for i := range lots {
			lots[i] = malltest.Lot{Points: 10, ExpiresAt: malltest.Start.AddDate(0, 0, 1+i%40)}
		}
		id := m.Member("normal", lots...).ID
		for i, points := range []mall.Points{5, 900, 594} {
			_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: -points, Reason: "spend", Key: fmt.Sprint(i)})
			require.NoError(t, err)
		}
		assert.EqualValues(t, 1, m.Available(id))
		_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: -2, Reason: "spend", Key: "too much"})
		assert.EqualValues(t, 1, refusal(t, err).Figures.Available)
	})
}

func TestExpiringWithin(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		day := 24 * time.Hour
		id := m.Member("normal", malltest.Lot{Points: 1, ExpiresAt: malltest.Start.Add(day)}, malltest.Lot{Points: 10, ExpiresAt: malltest.Start.Add(7 * day)},
			malltest.Lot{Points: 100}).ID
		b, err := m.Ledger.Balance(t.Context(), id)
		require.NoError(t, err)
		for within, want := range map[time.Duration]mall.Points{0: 0, day: 1, 6 * day: 1, 7 * day: 11, 3650 * day: 11} {
			got, err := m.Ledger.ExpiringWithin(t.Context(), &b, within)
			require.NoError(t, err)
			assert.Equal(t, want, got, within)
		}
	})
}

func TestWatchSendsTheBalanceAtOnceAndAfterChanges(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal", malltest.Lot{Points: 100}).ID
		balances, err := m.Ledger.Watch(t.Context(), id)
		require.NoError(t, err)
		assert.EqualValues(t, 100, (<-balances).Available)
		_, err = m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: 11, Reason: "more", Key: "k"})
		require.NoError(t, err)
		assert.EqualValues(t, 111, (<-balances).Available)
	})
}

func TestEntryIsItsOwnersOnly(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		alice, bob := m.Member("normal", malltest.Lot{Points: 1}), m.Member("normal")
		b, err := m.Ledger.Balance(t.Context(), alice.ID)
		require.NoError(t, err)
		entries, err := m.Ledger.Entries(t.Context(), b.AccountID, ledger.Page{Limit: 1})
		require.NoError(t, err)
		_, err = m.Ledger.Entry(t.Context(), mall.Actor{Kind: mall.ActorMember, MemberID: alice.ID}, entries[0].ID)
		require.NoError(t, err)
		for _, other := range []mall.Actor{{}, {Kind: mall.ActorMember, MemberID: bob.ID}, {Kind: mall.ActorStaff}} {
			_, err = m.Ledger.Entry(t.Context(), other, entries[0].ID)
			var refused *mall.Error
			assert.True(t, errors.As(err, &refused) && refused.Code == mall.CodeNotFound)
		}
	})
}

// Midnight in Shanghai is 16:00 UTC.
func TestAddedPointsExpireWithADayOfTheMall(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for given, want := range map[string]string{
			"2027-03-01T02:00:00Z":      "2027-03-01T16:00:00Z",
			"2027-03-01T15:59:59.9999Z": "2027-03-01T16:00:00Z",
			"2027-03-01T16:00:00Z":      "2027-03-01T16:00:00Z",
			"2027-03-01T16:00:00.0001Z": "2027-03-02T16:00:00Z",
		} {
			id := m.Member("normal").ID
			expires, err := time.Parse(time.RFC3339Nano, given)
			require.NoError(t, err)
			_, err = m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: 10, Reason: "more", ExpiresAt: &expires, Key: given})
			require.NoError(t, err)
			b, err := m.Ledger.Balance(t.Context(), id)
			require.NoError(t, err)
			list, err := m.Ledger.Expirations(t.Context(), &b, 1000*24*time.Hour, 10)
			require.NoError(t, err)
			require.Len(t, list, 1, given)
			assert.Equal(t, want, list[0].ExpiresAt.UTC().Format(time.RFC3339Nano), given)
		}
	})
}

// Five times a thousand is as much as five thousand.
func TestTheLimitOfAdjustmentsIsOneOfADay(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.AdjustmentLimit = new(mall.Points(1000)) })
		require.NoError(t, err)
		id, other := m.Member("normal").ID, m.Member("normal").ID
		clerk := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionPoints}}
		n := 0
		waits := func(by mall.Actor, id mall.MemberID, points mall.Points) bool {
			n++
			done, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: by, Member: id, Points: points, Reason: "more", Key: fmt.Sprint(n)})
			require.NoError(t, err)
			if done.Request != nil {
				assert.Equal(t, by.StaffID, done.Request.RequestedBy)
			} else {
				assert.Equal(t, by.Ref(), *done.Entry.Actor)
			}
			return done.Request != nil
		}
		assert.False(t, waits(clerk, id, 600))
		assert.False(t, waits(admin, id, -400))
		assert.True(t, waits(clerk, id, 1), "what was taken counts, whoever did it")
		assert.False(t, waits(clerk, other, 1000), "another member's")
		assert.EqualValues(t, 200, m.Available(id))
		m.Clock.Set(mall.EndOfDay(m.Clock.Now(), malltest.Zone))
		assert.False(t, waits(clerk, id, 1000), "another day")
	})
}

func TestAPolicyKeepsWhoChangedIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for i, limit := range []mall.Points{1000, 0} {
			_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1+i, func(p *mall.PointsPolicy) { p.AdjustmentLimit = &limit })
			require.NoError(t, err)
		}
		changes, err := m.Ledger.PolicyHistory(t.Context(), "POINTS", 10)
		require.NoError(t, err)
		require.Len(t, changes, 2)
		assert.Equal(t, 3, changes[0].Version)
		assert.Equal(t, admin.Ref(), changes[0].ChangedBy)
		assert.EqualValues(t, 1000, *changes[0].Before.AdjustmentLimit)
		assert.EqualValues(t, 0, *changes[0].After.AdjustmentLimit)
	})
}

// Who may not change policies gets round a second approver by no new currency.
func TestANewCurrencyBeginsWithTheLimitOfTheMallsOwn(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		m := malltest.Open(t, url)
		_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.AdjustmentLimit = new(mall.Points(500)) })
		require.NoError(t, err)
		clerk := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionPoints}}
		made, err := m.Ledger.AddCurrency(t.Context(), clerk, "STARS", mall.Text{EN: "Stars", ZH: "星星"})
		require.NoError(t, err)
		require.NotNil(t, made.Policy.AdjustmentLimit)
		assert.EqualValues(t, 500, *made.Policy.AdjustmentLimit)
		made, err = m.Ledger.AddCurrency(t.Context(), admin, "GEMS", mall.Text{EN: "Gems", ZH: "宝石"})
		require.NoError(t, err)
		assert.Nil(t, made.Policy.AdjustmentLimit)
	})
}
