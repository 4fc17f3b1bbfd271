package earning_test

import (
	"context"
	"net/netip"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/referral"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

var reviewer = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}

// household opens a mall whose referrals pay 100, 40 to the invitee, 30 for an invited sign-up
// and 7 for each purchase of a referred member, and that has settings.
func household(t *testing.T, settings map[string]string, f func(t *testing.T, m *malltest.Mall, who, carol *ent.Member)) {
	t.Helper()
	invites(t, settings, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, gives("both", mall.TriggerReferred, 40),
			gives("friend", mall.TriggerPurchase, 7, func(d *rule.Definition) { d.Condition = "member.referred" }))
		home := mall.WithAddress(t.Context(), netip.MustParseAddr("10.0.0.1"))
		who := joins(home, t, m, "who", "", "phone")
		carol := joins(home, t, m, "carol", codeOf(t, m, who.ID), "other phone")
		f(t, m, who, carol)
	})
}

func decides(ctx context.Context, t *testing.T, m *malltest.Mall, invitee *ent.Member, approve bool) error {
	t.Helper()
	r, err := m.DB.Ent().Referral.Query().Where(referral.InviteeID(invitee.ID)).Only(ctx)
	require.NoError(t, err)
	_, err = m.Earning.DecideReferral(ctx, earning.Review{Actor: reviewer, Referral: r.ID, Approve: approve, Note: "seen"})
	return err
}

func TestAReferralInReviewPaysNobodyUntilStaffApproveIt(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "REVIEW"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		assert.Zero(t, m.Available(carol.ID), "she is not seen as referred")
		assert.Equal(t, mall.CodeInvalidState, code(decides(t.Context(), t, m, carol, true)), "she has not qualified")
		pays(t, m, carol, "1", 10_00)
		assert.EqualValues(t, 10, m.Available(carol.ID), "the purchase alone, ¥1 → 1")
		assert.Zero(t, m.Available(who.ID))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { assert.NoError(t, decides(t.Context(), t, m, carol, true)) })
		}
		wg.Wait()
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.EqualValues(t, 10+40+30, m.Available(carol.ID))
		assert.Equal(t, mall.CodeInvalidState, code(decides(t.Context(), t, m, carol, false)))
		pays(t, m, carol, "2", 10_00)
		assert.EqualValues(t, 10+40+30+10+7, m.Available(carol.ID), "she is seen as referred from now on")
		r := m.DB.Ent().Referral.Query().OnlyX(t.Context())
		assert.Equal(t, mall.ReferralRewarded, r.Status)
		assert.Equal(t, reviewer.StaffID, *r.DecidedBy)
		assert.Equal(t, "seen", *r.Note)
	})
}

func TestARefusedReferralIsRewardedOnAppeal(t *testing.T) {
	household(t, nil, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		pays(t, m, carol, "1", 10_00)
		assert.Equal(t, "SAME_ADDRESS", outcome(t, m, carol))
		assert.EqualValues(t, 10, m.Available(carol.ID), "the purchase alone, ¥1 → 1")
		assert.Zero(t, m.Available(who.ID))
		require.NoError(t, decides(t.Context(), t, m, carol, false), "staff confirm it")
		for range 2 {
			require.NoError(t, decides(t.Context(), t, m, carol, true))
		}
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.EqualValues(t, 10+70, m.Available(carol.ID))
	})
}

func TestACheckThatIsOffRefusesNobody(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "OFF"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		assert.EqualValues(t, 30, m.Available(carol.ID))
		pays(t, m, carol, "1", 10_00)
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.EqualValues(t, 30+10+7+40, m.Available(carol.ID))
	})
}

func TestAReturnTakesTheRewardsOfBothSidesBack(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "OFF"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		pays(t, m, carol, "1", 100_00, cups(1))
		brings(t, m, "r1", "1", 1)
		assert.Zero(t, m.Available(who.ID))
		assert.EqualValues(t, 30, m.Available(carol.ID))
		pays(t, m, carol, "2", 10_00)
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.EqualValues(t, 30+10+7+40, m.Available(carol.ID))
	})
}

func TestAReferralWhoseGoodsCameBackIsNotRewarded(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "REVIEW"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		pays(t, m, carol, "1", 100_00, cups(1))
		brings(t, m, "r1", "1", 1)
		assert.Equal(t, "PENDING", outcome(t, m, carol))
		assert.Equal(t, mall.CodeInvalidState, code(decides(t.Context(), t, m, carol, true)))
		pays(t, m, carol, "2", 100_00, cups(1))
		require.NoError(t, decides(t.Context(), t, m, carol, true))
		assert.EqualValues(t, 100, m.Available(who.ID))
		brings(t, m, "r2", "2", 1)
		assert.Zero(t, m.Available(who.ID), "what staff approved falls, too")
	})
}

func TestARefusedReferralWhoseGoodsCameBackHasNoAppeal(t *testing.T) {
	household(t, nil, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		pays(t, m, carol, "1", 100_00, cups(1))
		brings(t, m, "r1", "1", 1)
		assert.Equal(t, mall.CodeInvalidState, code(decides(t.Context(), t, m, carol, true)))
		assert.Zero(t, m.Available(who.ID))
	})
}
