package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/earninggrant"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// The figures of the demo mall's rules.
func TestDemoRules(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		normal, gold := m.Member("normal"), m.Member("gold")
		assert.EqualValues(t, 299, buy(t, m, normal, "1", 199_99), "199.99 and the first purchase's 100: floored once")
		assert.EqualValues(t, 400, buy(t, m, normal, "2", 200_00), "200 and the ladder's 200")
		assert.EqualValues(t, 1100, buy(t, m, normal, "3", 500_00))
		assert.EqualValues(t, 100+100+10, buy(t, m, gold, "4", 100_00), "the tier's 10 % on the ratio alone")

		tokens, err := m.Access.SignUp(t.Context(), access.SignUp{Login: "carol", Password: "a long password", DisplayName: "Carol"})
		require.NoError(t, err)
		assert.EqualValues(t, 500, m.Available(tokens.Member.ID), "the sign-up bonus")

		for what, points := range map[mall.Trigger]mall.Points{mall.TriggerReview: 20, mall.TriggerShare: 30, mall.TriggerEventAttended: 100, mall.TriggerSurvey: 0} {
			got, err := m.Earning.RecordActivity(t.Context(), did(m, normal, string(what), what))
			require.NoError(t, err)
			assert.Equal(t, points, got.Points, what)
		}
	})
}

// What a purchase granted is stored: rule by rule, line by line, lot by lot.
func TestGrantIsStored(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pending := func(d *rule.Definition) { d.Pending.Days = 3; d.Expiry = &mall.Expiry{Kind: mall.ExpireEndOfYear} }
		activate(t, m, gives("late", mall.TriggerPurchase, 40, pending))
		who := m.Member("normal")
		p := bought(*who.ExternalRef, "1", yuan(90_00))
		p.Lines = []mall.PurchaseLine{{Sku: "a", Quantity: 2, UnitPrice: "30"}, {Sku: "b", Quantity: 1, UnitPrice: "30"}}
		got, err := m.Earning.RecordPurchase(t.Context(), p)
		require.NoError(t, err)
		assert.EqualValues(t, 130, got.Points)

		row, err := m.DB.Ent().EarningGrant.Query().Where(earninggrant.MemberID(who.ID)).Only(t.Context())
		require.NoError(t, err)
		assert.EqualValues(t, 130, row.Points)
		assert.Equal(t, []mall.Points{87, 43}, row.Lines)
		b, err := m.Ledger.Balance(t.Context(), who.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 90, b.Available)
		assert.EqualValues(t, 40, b.Pending)
		m.Clock.Set(malltest.Start.Add(3 * day))
		assert.EqualValues(t, 130, m.Available(who.ID))
		m.Clock.Set(time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)) // midnight in Shanghai
		assert.EqualValues(t, 90, m.Available(who.ID), "the others expired with the year")
	})
}

// Days, windows and schedules go by when an event happened, not by when it is told of.
func TestLateEvents(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		for i, c := range []struct {
			ago  time.Duration
			want mall.Points
		}{{0, 20}, {0, 20}, {2 * day, 20}, {0, 20}, {0, 0}, {2 * day, 20}, {2 * day, 20}, {2 * day, 0}, {40 * day, 20}} {
			a := did(m, who, string(rune('a'+i)), mall.TriggerReview)
			a.OccurredAt = a.OccurredAt.Add(-c.ago)
			got, err := m.Earning.RecordActivity(t.Context(), a)
			require.NoError(t, err)
			assert.Equal(t, c.want, got.Points, "event %d", i)
		}
	})
}
