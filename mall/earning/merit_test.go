package earning_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/tierchange"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/tiering"
)

// needs sets what a tier takes.
func needs(t *testing.T, m *malltest.Mall, tier string, threshold mall.TierThreshold) {
	t.Helper()
	row, err := m.DB.Ent().Tier.Get(t.Context(), tier)
	require.NoError(t, err)
	_, err = m.Tiering.UpdateTier(t.Context(), tiering.Change{Code: tier, Version: row.Version, Threshold: &threshold})
	require.NoError(t, err)
}

// given has staff give a member a tier for good.
func given(t *testing.T, m *malltest.Mall, who *ent.Member, tier string) {
	t.Helper()
	require.NoError(t, m.Tiering.Grant(t.Context(), tiering.Grant{Actor: clerk, Member: who.ID, Tier: tier, Note: "test"}))
}

func tierOf(t *testing.T, m *malltest.Mall, who *ent.Member) string {
	t.Helper()
	row, err := m.Members.Get(t.Context(), who.ID)
	require.NoError(t, err)
	return row.TierID
}

// climbs has tiers by money spent: silver 100, gold 200, diamond 300 yuan, and pays for each.
func climbs(t *testing.T, m *malltest.Mall) {
	t.Helper()
	for i, tier := range []string{"silver", "gold", "diamond"} {
		needs(t, m, tier, mall.TierThreshold{SpentMinor: int64(i+1) * 100_00})
		activate(t, m, gives("to-"+tier, mall.TriggerTierChange, []mall.Points{1000, 2000, 4000}[i], func(d *rule.Definition) {
			d.Condition = `event.attributes.to == "` + tier + `" && member.tier == "` + tier + `"`
		}))
	}
}

// What staff give takes nothing from what a member reaches: each tier is paid once, when its
// threshold is reached.
func TestATierThatStaffGaveIsPaidWhenItIsReached(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		who := m.Member("normal")
		given(t, m, who, "gold")
		assert.Zero(t, m.Available(who.ID), "a gift earns no bonus")
		pays(t, m, who, "1", 100_00)
		assert.EqualValues(t, 1000, m.Available(who.ID)-100)
		assert.Equal(t, "gold", tierOf(t, m, who))
		pays(t, m, who, "2", 100_00)
		assert.EqualValues(t, 3000, m.Available(who.ID)-200)
		pays(t, m, who, "3", 100_00)
		assert.EqualValues(t, 7000, m.Available(who.ID)-300)
		assert.Equal(t, "diamond", tierOf(t, m, who))
		pays(t, m, who, "4", 100_00)
		assert.EqualValues(t, 7000, m.Available(who.ID)-400)

		steps, err := m.DB.Ent().TierChange.Query().Where(tierchange.MemberID(who.ID)).Order(ent.Asc(tierchange.FieldID)).All(t.Context())
		require.NoError(t, err)
		causes := make([]mall.TierCause, len(steps))
		for i, s := range steps {
			causes[i] = s.Cause
		}
		assert.Equal(t, []mall.TierCause{mall.TierGranted, mall.TierReached, mall.TierReached, mall.TierQualified}, causes)
	})
}

// What was reached is not paid again after staff gave a lower tier.
func TestALowerTierThatStaffGaveIsLeftWithoutASecondBonus(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		who := m.Member("normal")
		pays(t, m, who, "1", 200_00)
		assert.EqualValues(t, 3000, m.Available(who.ID)-200)
		given(t, m, who, "normal")
		assert.Equal(t, "normal", tierOf(t, m, who))
		pays(t, m, who, "2", 1_00)
		assert.Equal(t, "gold", tierOf(t, m, who), "it is reached still")
		assert.EqualValues(t, 3000, m.Available(who.ID)-201)
		pays(t, m, who, "3", 99_00)
		assert.EqualValues(t, 7000, m.Available(who.ID)-300)
	})
}

// One purchase does not climb from tier to tier by the bonuses that it gets on the way.
func TestBonusesCountForNoTier(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for i, tier := range []string{"silver", "gold", "diamond"} {
			needs(t, m, tier, mall.TierThreshold{Points: []mall.Points{1000, 2000, 7000}[i]})
		}
		activate(t, m,
			gives("first", mall.TriggerFirstPurchase, 500),
			gives("risen", mall.TriggerTierChange, 5000),
			gives("review", mall.TriggerReview, 900),
			gives("survey", mall.TriggerSurvey, 1000, func(d *rule.Definition) { d.Qualifies = new(true) }))
		who := m.Member("normal")
		pays(t, m, who, "1", 1000_00)
		assert.Equal(t, "silver", tierOf(t, m, who))
		assert.EqualValues(t, 1000+500+5000, m.Available(who.ID))
		record(t, m, did(m, who, "r", mall.TriggerReview))
		record(t, m, did(m, who, "r2", mall.TriggerReview))
		assert.Equal(t, "silver", tierOf(t, m, who))
		record(t, m, did(m, who, "s", mall.TriggerSurvey))
		assert.Equal(t, "gold", tierOf(t, m, who), "the rule says that its points count")
	})
}

// Purchases that pay nothing are no first purchase, lift nobody and qualify nobody.
func TestOnlyAPurchaseThatPaysIsTheFirst(t *testing.T) {
	invites(t, nil, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, gives("first", mall.TriggerFirstPurchase, 500), gives("said", mall.TriggerPurchase, 7, func(d *rule.Definition) { d.Condition = "history.first" }))
		needs(t, m, "silver", mall.TierThreshold{Purchases: 2})
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		before := m.Available(carol.ID)
		for _, number := range []string{"free-1", "free-2", "free-3"} {
			pays(t, m, carol, number, 0)
		}
		assert.Equal(t, before, m.Available(carol.ID))
		assert.Equal(t, "normal", tierOf(t, m, carol))
		assert.Equal(t, "PENDING", outcome(t, m, carol))
		growth, err := m.DB.Ent().Growth.Get(t.Context(), carol.ID)
		require.NoError(t, err)
		assert.Nil(t, growth.FirstPurchaseAt)

		pays(t, m, carol, "paid", 1)
		assert.EqualValues(t, 507, m.Available(carol.ID)-before)
		assert.Equal(t, "REWARDED", outcome(t, m, carol))
		free := func(ref, of string) earning.Return {
			return earning.Return{Source: "mall", ExternalRef: ref, PurchaseRef: of, OccurredAt: m.Clock.Now(), Lines: []mall.PurchaseLine{{Sku: "A", Quantity: 1, UnitPrice: "1.00"}}}
		}
		takeBack(t, m, free("r1", "free-1"))
		pays(t, m, carol, "again", 1)
		assert.EqualValues(t, 507, m.Available(carol.ID)-before, "the free goods that came back were no purchase")
	})
}
