package earning_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/lot"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

// elsewhere changes settings on one server and waits until another has heard of it.
func elsewhere(t *testing.T, here, there *malltest.Mall, change func(*setting.Mall)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { there.Settings.Run(ctx) })
	defer func() { stop(); running.Wait() }()
	changed, err := here.Settings.Update(t.Context(), mall.Actor{Kind: mall.ActorStaff}, here.Settings.Current().Version, func(m *setting.Mall) error {
		change(m)
		return nil
	})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return there.Settings.Current().Version == changed.Version }, 20*time.Second, 10*time.Millisecond)
}

// lotOf is when a member's only lot of so many points can be used, and until when.
func lotOf(t *testing.T, m *malltest.Mall, who *ent.Member, points mall.Points) (from, until string) {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), who.ID)
	require.NoError(t, err)
	lots, err := m.DB.Ent().Lot.Query().Where(lot.AccountID(b.AccountID), lot.Granted(points)).All(t.Context())
	require.NoError(t, err)
	require.Len(t, lots, 1)
	shown := func(at *time.Time) string {
		if at == nil {
			return "never"
		}
		return at.In(malltest.Zone).Format("2006-01-02 15:04")
	}
	return shown(&lots[0].UsableFrom), shown(lots[0].ExpiresAt)
}

// A server that runs earns by what another one changed; what was granted stays.
func TestChangedSettingsEarnOnAnotherServer(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here, there := malltest.Open(t, url), malltest.Open(t, url)
		waits := func(d *rule.Definition) { d.Pending = rule.Pending{UntilReturnWindowCloses: true} }
		activate(t, here, gives("sale", mall.TriggerPurchase, 10, waits), gives("share", mall.TriggerShare, 20, waits))
		who := there.Member("normal")
		pays(t, there, who, "before", 1_00) // on 22 November
		elsewhere(t, here, there, func(m *setting.Mall) {
			m.Expiry, m.ReturnWindow = mall.Expiry{Kind: mall.ExpireDays, N: 30}, 3
		})
		record(t, there, did(there, who, "after", mall.TriggerShare))

		from, until := lotOf(t, there, who, 20)
		assert.Equal(t, []string{"2026-11-26 00:00", "2026-12-23 00:00"}, []string{from, until})
		from, until = lotOf(t, there, who, 10)
		assert.Equal(t, []string{"2026-11-30 00:00", "never"}, []string{from, until}, "as it was granted")
		there.Clock.Set(malltest.Start.Add(5 * day)) // the purchase's points still wait
		returned, err := there.Earning.RecordReturn(t.Context(), earning.Return{
			Source: purchase.Mall, ExternalRef: "back", PurchaseRef: "before", OccurredAt: there.Clock.Now(),
			Lines: []mall.PurchaseLine{{Sku: "A", Quantity: 1, UnitPrice: "1.00"}},
		})
		require.NoError(t, err)
		assert.EqualValues(t, 11, returned.TakenBack, "what that purchase was granted, a point for its yuan included")
		assert.EqualValues(t, 20, there.Available(who.ID))
	})
}

func TestChangedMakeUpOnAnotherServer(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here, there := malltest.Open(t, url), malltest.Open(t, url)
		who := there.Member("normal", malltest.Lot{Points: 100})
		today := mall.DateOf(malltest.Start, malltest.Zone)
		makeUp := func(back int, key string) error {
			_, err := there.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: key, MakeUp: new(today.AddDays(-back))})
			return err
		}
		assert.Equal(t, mall.CodeNotAvailable, code(makeUp(1, "a")))
		elsewhere(t, here, there, func(m *setting.Mall) { m.MakeUpPrice, m.MakeUpDays = 8, 3 })
		require.NoError(t, makeUp(3, "b"))
		assert.Equal(t, mall.CodeExpired, code(makeUp(4, "c")))
		assert.EqualValues(t, 92, there.Available(who.ID))
		status, err := there.Earning.CheckInStatus(t.Context(), who.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 8, status.MakeUpPrice)
		assert.Equal(t, 3, status.MakeUpDays)
	})
}

func TestChangedReferralsOnAnotherServer(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here, there := malltest.Open(t, url), malltest.Open(t, url)
		activate(t, here, gives("referral", mall.TriggerReferral, 100))
		who := there.Member("normal")
		invites := func(m *malltest.Mall, login string) *ent.Member {
			return joins(t.Context(), t, m, login, codeOf(t, m, who.ID), "")
		}
		early := invites(there, "early")
		assert.Equal(t, "PENDING", outcome(t, there, early))
		elsewhere(t, here, there, func(m *setting.Mall) { m.Referral.MinimumMinor = 50_00 })
		pays(t, there, early, "1", 49_99)
		assert.Equal(t, "PENDING", outcome(t, there, early))
		elsewhere(t, here, there, func(m *setting.Mall) { m.Referral.OnSignUp, m.Referral.DayLimit = true, 1 })
		assert.Equal(t, "REWARDED", outcome(t, there, invites(there, "first")))
		assert.Equal(t, "DAY_LIMIT", outcome(t, there, invites(there, "second")))
		elsewhere(t, here, there, func(m *setting.Mall) { m.Referral.DayLimit, m.Referral.SourceLimit = 10, 0 })
		third := joins(t.Context(), t, there, "third", codeOf(t, there, who.ID), "a device")
		assert.Equal(t, "DEVICE_LIMIT", outcome(t, there, third))
	})
}
