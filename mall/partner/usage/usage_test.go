package usage_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/partner/usage"
)

// shanghai is where the mall's days are; malltest.Start is 10:00 there.
var shanghai = time.FixedZone("CST", 8*60*60)

// partner makes a partner with a key for each label, with a quota of 3 calls a day.
func partner(t *testing.T, m *malltest.Mall, name string, labels ...string) (of mall.PartnerID, keys []mall.APIKeyID) {
	t.Helper()
	of = mall.NewPartnerID()
	m.Update(t, func(client *ent.Client) error {
		return client.Partner.Create().SetID(of).SetName(name).SetPermissions([]mall.Permission{mall.PermissionEarn}).Exec(t.Context())
	})
	for _, label := range labels {
		key := mall.NewAPIKeyID()
		keys = append(keys, key)
		m.Update(t, func(client *ent.Client) error {
			return client.APIKey.Create().SetID(key).SetPartnerID(of).SetLabel(label).SetHash([]byte(name + label)).SetPermissions(nil).SetDailyQuota(3).Exec(t.Context())
		})
	}
	return of, keys
}

func day(t *testing.T, text string) (d mall.Date) {
	t.Helper()
	require.NoError(t, d.UnmarshalGQL(text))
	return d
}

// A day that the clock leaps into begins an hour late, so the day before it is whole.
func TestTheQuotaOfADayBeforeOneWithoutMidnight(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		_, keys := partner(t, m, "brand", "till", "app")
		for i, c := range []struct{ zone, now string }{
			{"America/Havana", "2027-03-13T23:30:00-05:00"}, {"America/Santiago", "2027-09-04T23:30:00-04:00"},
		} {
			zone, err := time.LoadLocation(c.zone)
			require.NoError(t, err)
			now, err := time.Parse(time.RFC3339, c.now)
			require.NoError(t, err)
			m.Clock.Set(now.UTC())
			meter := usage.New(m.DB, m.Clock.Now, zone)
			require.NoError(t, meter.Call(t.Context(), keys[i], 1, 1))
			var refused *mall.Error
			require.ErrorAs(t, meter.Call(t.Context(), keys[i], 1, 1), &refused)
			assert.EqualValues(t, 30*60, refused.Figures.RetryAfter, c.zone)
			m.Clock.Set(now.Add(30 * time.Minute).UTC())
			require.NoError(t, meter.Call(t.Context(), keys[i], 1, 1), "another day, in "+c.zone)
			meter.Close()
		}
	})
}

func TestQuota(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		of, keys := partner(t, m, "brand", "till", "app")
		meter := usage.New(m.DB, m.Clock.Now, shanghai)
		for range 3 {
			require.NoError(t, meter.Call(t.Context(), keys[0], 3, 7))
		}
		var refused *mall.Error
		require.ErrorAs(t, meter.Call(t.Context(), keys[0], 3, 7), &refused)
		assert.Equal(t, mall.CodeQuotaExceeded, refused.Code)
		assert.EqualValues(t, 14*60*60, refused.Figures.RetryAfter, "to midnight in Shanghai")
		require.NoError(t, meter.Call(t.Context(), keys[1], 0, 1), "no quota; and another key")
		meter.Close()

		meter = usage.New(m.DB, m.Clock.Now, shanghai)
		require.ErrorAs(t, meter.Call(t.Context(), keys[0], 3, 7), &refused, "a server that starts anew knows")
		m.Clock.Set(m.Clock.Now().Add(14 * time.Hour))
		require.NoError(t, meter.Call(t.Context(), keys[0], 3, 7), "another day")
		meter.Close()

		three := 3
		list, err := meter.Report(t.Context(), of, day(t, "2026-11-22"), day(t, "2026-11-23"))
		require.NoError(t, err)
		for _, d := range list {
			assert.False(t, d.Key.IsZero())
			d.Key = mall.APIKeyID{} // each run has its own
		}
		assert.Equal(t, []*usage.Day{
			{Day: day(t, "2026-11-22"), Label: "till", Calls: 3, Cost: 21, Refused: 2, Quota: &three},
			{Day: day(t, "2026-11-22"), Label: "app", Calls: 1, Cost: 1, Quota: &three},
			{Day: day(t, "2026-11-23"), Label: "till", Calls: 1, Cost: 7, Quota: &three},
		}, list)
		other, _ := partner(t, m, "other")
		list, err = meter.Report(t.Context(), other, day(t, "2026-11-22"), day(t, "2026-11-23"))
		require.NoError(t, err)
		assert.Empty(t, list)
		for _, to := range []string{"2026-11-21", "2027-11-23"} {
			_, err = meter.Report(t.Context(), of, day(t, "2026-11-22"), day(t, to))
			require.ErrorAs(t, err, &refused, to)
			assert.Equal(t, mall.CodeInvalidInput, refused.Code)
		}
	})
}

// Calls at once on several servers lose nothing, and pass the quota by no more than
// the servers have not told each other.
func TestCallsOnSeveralServers(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		of, keys := partner(t, m, "brand", "till")
		const servers, each, quota = 3, 300, 150
		var all sync.WaitGroup
		var ran atomic.Int64
		var meters []*usage.Meter
		for range servers {
			meter := usage.New(m.DB, m.Clock.Now, shanghai)
			meters = append(meters, meter)
			for range each {
				all.Go(func() {
					if meter.Call(context.Background(), keys[0], quota, 2) == nil {
						ran.Add(1)
					}
				})
			}
		}
		all.Wait()
		for _, meter := range meters {
			meter.Close()
		}
		assert.GreaterOrEqual(t, ran.Load(), int64(quota))
		assert.LessOrEqual(t, ran.Load(), int64(servers*quota))
		list, err := meters[0].Report(t.Context(), of, day(t, "2026-11-22"), day(t, "2026-11-22"))
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.EqualValues(t, ran.Load(), list[0].Calls)
		assert.Equal(t, servers*each, list[0].Calls+list[0].Refused)
		assert.Equal(t, 2*list[0].Calls, list[0].Cost)
	})
}
