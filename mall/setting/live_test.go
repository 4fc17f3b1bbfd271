package setting_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

var author = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionRules}}

// all changes every setting there is.
func all(m *setting.Mall) error {
	m.Expiry = mall.Expiry{Kind: mall.ExpireMonths, N: 18}
	m.ExpiryReminders = []int{3, 60}
	m.ReturnWindow, m.MakeUpDays, m.MakeUpPrice, m.PointValue = 14, 3, 20, 85
	m.Tiers = mall.TierProgram{CalendarYear: true, Months: 6, OneStep: true, GraceDays: 10}
	m.CausedByReturned = mall.CausedWaits
	m.Referral = setting.Referral{OnSignUp: true, MinimumMinor: 49_90, DayLimit: 3, SourceLimit: 2, Checks: setting.ReferralChecks{
		SameDevice: mall.CheckOff, SameAddress: mall.CheckReview, SamePayment: mall.CheckRefuse,
		OverDayLimit: mall.CheckReview, OverDeviceLimit: mall.CheckOff, OverAddressLimit: mall.CheckReview,
	}}
	return nil
}

func refused(t *testing.T, err error) *mall.Error {
	t.Helper()
	var refusal *mall.Error
	require.ErrorAs(t, err, &refusal)
	return refusal
}

// What is changed holds at once here, is what a server that starts reads, and is told to
// one that runs already.
func TestAChangeHoldsOnEveryServer(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here, there := malltest.Open(t, url), malltest.Open(t, url)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { there.Settings.Run(ctx) })
		t.Cleanup(func() { stop(); running.Wait() })
		before := here.Settings.Current()
		assert.Equal(t, 1, before.Version)
		assert.Equal(t, []int{30, 7, 1}, before.ExpiryReminders)

		changed, err := here.Settings.Update(t.Context(), author, 1, all)
		require.NoError(t, err)
		want := before
		require.NoError(t, all(&want))
		want.ExpiryReminders = []int{60, 3}
		want.Version, want.ChangedBy, want.ChangedAt = 2, author.Ref(), new(malltest.Start)
		assert.Equal(t, want, changed)
		assert.Equal(t, want, here.Settings.Current(), "at once")
		loaded, err := setting.Load(t.Context(), here.DB)
		require.NoError(t, err)
		assert.WithinDuration(t, malltest.Start, *loaded.ChangedAt, 0)
		loaded.ChangedAt, loaded.Zone = want.ChangedAt, want.Zone
		assert.Equal(t, want, loaded, "what was written is read as it was")
		assert.Eventually(t, func() bool { return there.Settings.Current().Version == 2 }, 20*time.Second, 10*time.Millisecond, "the other server")
		got := there.Settings.Current()
		got.ChangedAt, got.Zone = want.ChangedAt, want.Zone
		assert.Equal(t, want, got)

		history, err := here.Settings.History(t.Context(), 10)
		require.NoError(t, err)
		require.Len(t, history, 1)
		assert.Equal(t, author.Ref(), history[0].ChangedBy)
		assert.Contains(t, history[0].Steps, mall.SettingStep{Name: "referral_minimum", From: "0.00", To: "49.90"})
		assert.Contains(t, history[0].Steps, mall.SettingStep{Name: "expiry_reminders", From: "30,7,1", To: "60,3"})
	})
}

func TestTwoChangesOfOneVersion(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		servers := []*malltest.Mall{malltest.Open(t, url), malltest.Open(t, url)}
		var mu sync.Mutex
		var won []int
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, err := servers[i%2].Settings.Update(t.Context(), author, 1, func(m *setting.Mall) error {
					m.ReturnWindow = 100 + i
					return nil
				})
				if err == nil {
					mu.Lock()
					defer mu.Unlock()
					won = append(won, 100+i)
					return
				}
				var refusal *mall.Error
				if assert.ErrorAs(t, err, &refusal) {
					assert.Equal(t, mall.CodeVersionConflict, refusal.Code)
					assert.Equal(t, 2, refusal.Figures.Current)
				}
			})
		}
		wg.Wait()
		require.Len(t, won, 1)
		loaded, err := setting.Load(t.Context(), servers[0].DB)
		require.NoError(t, err)
		assert.Equal(t, won[0], loaded.ReturnWindow)
		assert.Equal(t, 2, loaded.Version)
	})
}

func TestChangesThatMakeNoSense(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		before := m.Settings.Current()
		for name, c := range map[string]struct {
			change func(*setting.Mall)
			path   []string
		}{
			"months without a number":  {func(m *setting.Mall) { m.Expiry = mall.Expiry{Kind: mall.ExpireMonths} }, []string{"pointsExpiry", "n"}},
			"no such expiry":           {func(m *setting.Mall) { m.Expiry = mall.Expiry{Kind: "SOON"} }, []string{"pointsExpiry", "kind"}},
			"a reminder today":         {func(m *setting.Mall) { m.ExpiryReminders = []int{0} }, []string{"expiryReminderDays"}},
			"a reminder twice":         {func(m *setting.Mall) { m.ExpiryReminders = []int{7, 30, 7} }, []string{"expiryReminderDays"}},
			"goods from yesterday":     {func(m *setting.Mall) { m.ReturnWindow = -1 }, []string{"returnWindowDays"}},
			"a long return window":     {func(m *setting.Mall) { m.ReturnWindow = 3651 }, []string{"returnWindowDays"}},
			"days before the mall":     {func(m *setting.Mall) { m.MakeUpDays = 3651 }, []string{"makeUpDays"}},
			"points for making up":     {func(m *setting.Mall) { m.MakeUpPrice = -1 }, []string{"makeUpPrice"}},
			"points that cost less":    {func(m *setting.Mall) { m.PointValue = -1 }, []string{"pointValue", "amount"}},
			"a window of eleven years": {func(m *setting.Mall) { m.Tiers.Months = 121 }, []string{"tierProgram", "months"}},
			"grace for years":          {func(m *setting.Mall) { m.Tiers.GraceDays = 367 }, []string{"tierProgram", "graceDays"}},
			"less than nothing":        {func(m *setting.Mall) { m.Referral.MinimumMinor = -1 }, []string{"referral", "minimum", "amount"}},
			"no such policy":           {func(m *setting.Mall) { m.CausedByReturned = "GONE" }, []string{"causedByReturned"}},
			"fewer than none":          {func(m *setting.Mall) { m.Referral.DayLimit = -1 }, []string{"referral", "dayLimit"}},
			"too many of a source":     {func(m *setting.Mall) { m.Referral.SourceLimit = 1_000_001 }, []string{"referral", "sourceLimit"}},
		} {
			_, err := m.Settings.Update(t.Context(), author, 1, func(m *setting.Mall) error {
				c.change(m)
				return nil
			})
			refusal := refused(t, err)
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code, name)
			assert.Equal(t, c.path, refusal.Path, name)
			assert.NotEqual(t, refusal.Text.EN, refusal.Text.ZH, name)
		}
		assert.Equal(t, before, m.Settings.Current(), "nothing has changed")
		same, err := m.Settings.Update(t.Context(), author, 1, func(m *setting.Mall) error {
			m.ReturnWindow, m.Currency = 7, "USD"
			return nil
		})
		require.NoError(t, err)
		assert.Equal(t, before, same, "what changes nothing makes no version, and the currency stays")
	})
}

// What somebody wrote by SQL is looked at like what the API is sent, and what makes no
// sense is not used.
func TestSettingsChangedBySQL(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		// put leaves the mall with this setting besides those that every mall has.
		put := func(name, value string) {
			m.Update(t, func(c *ent.Client) error {
				if _, err := c.Setting.Delete().Exec(t.Context()); err != nil {
					return err
				}
				facts := map[string]string{"currency": "CNY", "time_zone": "Asia/Shanghai"}
				facts[name] = value
				for name, value := range facts {
					if err := c.Setting.Create().SetID(name).SetValue(value).Exec(t.Context()); err != nil {
						return err
					}
				}
				return nil
			})
		}
		put("return_window_days", "9")
		require.NoError(t, m.Settings.Refresh(t.Context()))
		assert.Equal(t, 9, m.Settings.Current().ReturnWindow)
		for name, value := range map[string]string{
			"return_window_days": "-1", "make_up_days": "soon", "make_up_price": "1.5", "point_value": "-1", "points_expiry": "MONTHS", "expiry_reminders": "0",
			"tier_program": `{"months":121}`, "referral_qualifies": "NEVER", "caused_by_returned": "fall", "referral_minimum": "1.001", "referral_day_limit": "x", "referral_source_limit": "-2",
			"currency": "yuan", "time_zone": "Asia/Nowhere",
		} {
			put(name, value)
			err := m.Settings.Refresh(t.Context())
			require.Error(t, err, name)
			assert.Contains(t, err.Error(), "setting "+name)
			assert.Equal(t, 9, m.Settings.Current().ReturnWindow, "what held before holds on")
		}
		for _, zone := range []string{"Local", ""} {
			put("time_zone", zone)
			require.ErrorContains(t, m.Settings.Refresh(t.Context()), "no IANA time zone", "it would be that of whatever machine reads it")
		}
		put("currency", "USD")
		require.ErrorContains(t, m.Settings.Refresh(t.Context()), "until the server starts again")
		assert.EqualValues(t, "CNY", m.Settings.Current().Currency)
		put("currency", "CNY")
	})
}
