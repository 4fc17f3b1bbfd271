package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
)

// ago has a purchase be told of late.
func ago(d time.Duration) func(*earning.Purchase) {
	return func(p *earning.Purchase) { p.OccurredAt = p.OccurredAt.Add(-d) }
}

// What is told of late earns by the tier and the tags that the member had when it happened.
func TestLateEventsGoByHowTheMemberStoodThen(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		needs(t, m, "silver", mall.TierThreshold{SpentMinor: 500_00})
		activate(t, m,
			gives("silver", mall.TriggerPurchase, 20, func(d *rule.Definition) { d.Audience.Tiers = []string{"silver"} }),
			gives("vip", mall.TriggerPurchase, 3, func(d *rule.Definition) { d.Audience.Tags = []string{"vip"} }),
			gives("ranked", mall.TriggerPurchase, 1, func(d *rule.Definition) { d.Condition = "member.rank == 0" }),
		)
		who := m.Member("normal")
		m.Clock.Set(m.Clock.Now().Add(7 * day))
		pays(t, m, who, "up", 500_00)
		_, err := m.Members.SetTags(t.Context(), who.ID, []string{"vip"})
		require.NoError(t, err)
		require.Equal(t, "silver", tierOf(t, m, who))
		m.Clock.Set(m.Clock.Now().Add(day))
		points := func(number string, edit ...func(*earning.Purchase)) mall.Points {
			before := m.Available(who.ID)
			pays(t, m, who, number, 100_00, edit...)
			return m.Available(who.ID) - before
		}
		assert.EqualValues(t, 123, points("today"))
		assert.EqualValues(t, 101, points("last week", ago(5*day)))
		_, err = m.Members.SetTags(t.Context(), who.ID, []string{})
		require.NoError(t, err)
		assert.EqualValues(t, 123, points("an hour ago", ago(time.Hour)), "the tag was taken away after it")
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		assert.EqualValues(t, 120, points("now"))
	})
}

// What a late event leads to is given when it is told of, and lives from then on.
func TestWhatALateEventLeadsToLivesFromWhenItIsGiven(t *testing.T) {
	invites(t, map[string]string{"points_expiry": "10 DAYS"}, func(t *testing.T, m *malltest.Mall) {
		needs(t, m, "silver", mall.TierThreshold{SpentMinor: 500_00})
		activate(t, m, gives("risen", mall.TriggerTierChange, 7))
		challenge(t, m, "buy", task.Definition{Period: mall.TaskDaily, Steps: []task.Step{step("buy", mall.TriggerPurchase, 1)}})
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		m.Clock.Set(m.Clock.Now().Add(40 * day))
		pays(t, m, carol, "late", 500_00, ago(30*day))
		assert.EqualValues(t, 100, m.Available(who.ID), "the referrer's reward can be spent")
		assert.EqualValues(t, 70+7, m.Available(carol.ID), "the purchase's own points have expired, the task's and the rise's have not")
	})
}

// What somebody bought before they were invited qualifies nobody.
func TestAPurchaseFromBeforeTheInvitationDoesNotQualify(t *testing.T) {
	invites(t, nil, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		m.Clock.Set(m.Clock.Now().Add(day))
		pays(t, m, carol, "before", 100_00, ago(2*day))
		assert.Equal(t, "PENDING", outcome(t, m, carol))
		assert.Zero(t, m.Available(who.ID))
		pays(t, m, carol, "after", 100_00, ago(time.Hour))
		assert.Equal(t, "REWARDED", outcome(t, m, carol))
		assert.EqualValues(t, 100, m.Available(who.ID))
	})
}
