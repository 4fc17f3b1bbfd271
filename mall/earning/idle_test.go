package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/lot"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// ends lists when a member's open lots expire, by the points that were granted.
func ends(t *testing.T, m *malltest.Mall, id mall.MemberID) map[mall.Points]string {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), id)
	require.NoError(t, err)
	lots, err := m.DB.Ent().Lot.Query().Where(lot.AccountID(b.AccountID), lot.Open(true)).All(t.Context())
	require.NoError(t, err)
	all := map[mall.Points]string{}
	for _, l := range lots {
		all[l.Granted] = l.ExpiresAt.In(malltest.Zone).Format("2006-01-02 15:04")
	}
	return all
}

// The mall's setting and a rule's own expiry say after how many months without activity
// points lapse. When events are reported makes no difference to when what they earned lapses.
func TestPointsThatLapseWithoutActivity(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		m := malltest.Open(t, url)
		set(t, m, "points_expiry", "12 INACTIVE_MONTHS")
		m = malltest.Open(t, url) // with the setting
		activate(t, m,
			gives("review", mall.TriggerReview, 10),
			gives("share", mall.TriggerShare, 20, func(d *rule.Definition) { d.Expiry = &mall.Expiry{Kind: mall.ExpireInactiveMonths, N: 1} }),
			gives("fixed", mall.TriggerShare, 30, func(d *rule.Definition) { d.Expiry = &mall.Expiry{Kind: mall.ExpireMonths, N: 1} }))
		who := m.Member("normal")
		happens := func(number string, what mall.Trigger, at time.Time) {
			a := did(m, who, number, what)
			a.OccurredAt = at
			record(t, m, a)
		}
		start := time.Date(2028, 2, 29, 12, 0, 0, 0, malltest.Zone)
		m.Clock.Set(start)
		happens("1", mall.TriggerReview, start)
		assert.Equal(t, map[mall.Points]string{10: "2029-03-01 00:00"}, ends(t, m, who.ID))

		m.Clock.Set(start.Add(30 * day)) // 30 March
		happens("2", mall.TriggerShare, m.Clock.Now())
		assert.Equal(t, map[mall.Points]string{10: "2029-03-31 00:00", 20: "2028-05-01 00:00", 30: "2028-05-01 00:00"}, ends(t, m, who.ID))

		m.Clock.Set(start.Add(31 * day))
		happens("3", mall.TriggerReview, m.Clock.Now())
		want := map[mall.Points]string{10: "2029-04-01 00:00", 20: "2028-05-01 00:00", 30: "2028-05-01 00:00"}
		assert.Equal(t, want, ends(t, m, who.ID), "31 March and a month is 30 April, like the 30th")
		happens("4", mall.TriggerReview, start.Add(day))
		assert.Equal(t, want, ends(t, m, who.ID), "what is reported late lasts as long, and shortens nothing")

		m.Clock.Set(start.Add(45 * day))
		happens("5", mall.TriggerReview, m.Clock.Now())
		assert.Equal(t, map[mall.Points]string{10: "2029-04-15 00:00", 20: "2028-05-15 00:00", 30: "2028-05-01 00:00"}, ends(t, m, who.ID))
		assert.EqualValues(t, 90, m.Available(who.ID))
		m.Clock.Set(time.Date(2028, 5, 15, 0, 0, 0, 0, malltest.Zone))
		assert.EqualValues(t, 40, m.Available(who.ID), "before any sweep")
	})
}

// A return takes such points back, and is no activity.
func TestAReturnOfPointsThatLapse(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		m := malltest.Open(t, url)
		set(t, m, "points_expiry", "2 INACTIVE_MONTHS")
		m = malltest.Open(t, url)
		who := m.Member("normal")
		sell(t, m, basket(who, "P1"))
		earned := sell(t, m, basket(who, "P2"))
		before := ends(t, m, who.ID)
		m.Clock.Set(malltest.Start.Add(20 * day))
		r := back("R1", "P1", 3, 1)
		r.OccurredAt = m.Clock.Now()
		takeBack(t, m, r)
		assert.Equal(t, earned, m.Available(who.ID))
		assert.Equal(t, before, ends(t, m, who.ID))
		end, err := time.ParseInLocation("2006-01-02 15:04", before[earned], malltest.Zone)
		require.NoError(t, err)
		m.Clock.Set(end)
		r = back("R2", "P2", 3, 1)
		r.OccurredAt = end
		assert.Zero(t, takeBack(t, m, r).TakenBack, "what lapsed counts as taken")
		assert.Zero(t, balance(t, m, who).Debt)
	})
}
