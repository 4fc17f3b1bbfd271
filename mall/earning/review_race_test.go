package earning_test

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/earninggrant"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// decidedOrNot accepts what staff hear of a decision that may come too early or too late.
func decidedOrNot(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		assert.Equal(t, mall.CodeInvalidState, code(err), err)
	}
}

func TestAReferralThatQualifiesWhileStaffApproveItPaysOnce(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "REVIEW"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				_, err := m.Earning.RecordPurchase(t.Context(), bought("carol", fmt.Sprint(i), yuan(10_00)))
				assert.NoError(t, err)
			})
			wg.Go(func() { decidedOrNot(t, decides(t.Context(), t, m, carol, true)) })
		}
		wg.Wait()
		require.NoError(t, decides(t.Context(), t, m, carol, true))
		assert.EqualValues(t, 100, m.Available(who.ID))
		for _, trigger := range []mall.Trigger{mall.TriggerReferred, mall.TriggerSignUp} {
			n, err := m.DB.Ent().EarningGrant.Query().Where(earninggrant.MemberID(carol.ID), earninggrant.TriggerEQ(trigger)).Count(t.Context())
			require.NoError(t, err)
			assert.Equal(t, 1, n, trigger)
		}
	})
}

// Whoever comes first, the approval stands in the end: it may follow a refusal, but no
// refusal follows it.
func TestTwoStaffWhoDisagreeAtOncePayOnce(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "REVIEW"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		pays(t, m, carol, "1", 10_00)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { decidedOrNot(t, decides(t.Context(), t, m, carol, false)) })
			wg.Go(func() { assert.NoError(t, decides(t.Context(), t, m, carol, true)) })
		}
		wg.Wait()
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.EqualValues(t, 10+40+30, m.Available(carol.ID))
		assert.Equal(t, mall.ReferralRewarded, m.DB.Ent().Referral.Query().OnlyX(t.Context()).Status)
	})
}

// Goods come back while staff approve: whichever is first, the referrer keeps nothing.
func TestGoodsThatComeBackWhileStaffApproveLeaveNoReward(t *testing.T) {
	settings := map[string]string{"referral_same_address": "REVIEW", "referral_over_address_limit": "OFF"}
	household(t, settings, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		home := mall.WithAddress(t.Context(), netip.MustParseAddr("10.0.0.1"))
		invitees := []*ent.Member{carol}
		for i := range 12 {
			invitees = append(invitees, joins(home, t, m, fmt.Sprint("invitee-", i), codeOf(t, m, who.ID), ""))
		}
		for _, invitee := range invitees {
			number := *invitee.ExternalRef
			pays(t, m, invitee, number, 100_00, cups(1))
			var wg sync.WaitGroup
			wg.Go(func() { decidedOrNot(t, decides(t.Context(), t, m, invitee, true)) })
			wg.Go(func() { assert.NoError(t, cupBack(t.Context(), m, number)) })
			wg.Wait()
			assert.Zero(t, m.Available(who.ID), number)
			assert.Equal(t, "PENDING", outcome(t, m, invitee))
		}
	})
}

// The approval is committed just while the return looks for what its purchase has led to. The
// return waits there: a table is locked that it reads where the purchase has led to something.
func TestAnApprovalInTheMidstOfAReturnIsSeen(t *testing.T) {
	household(t, map[string]string{"referral_same_address": "REVIEW"}, func(t *testing.T, m *malltest.Mall, who, carol *ent.Member) {
		if m.DB.Dialect != store.Postgres {
			t.Skip("SQLite has one transaction that writes at a time")
		}
		challenge(t, m, "buy", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("buy", mall.TriggerPurchase, 1)}})
		pays(t, m, carol, "1", 100_00, cups(1))
		require.EqualValues(t, 100+70, m.Available(carol.ID), "the purchase, and the task that it did")
		returned := make(chan error, 1)
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Exec(ctx, "lock table falls in access exclusive mode"); err != nil {
				return err
			}
			go func() { returned <- cupBack(t.Context(), m, "1") }()
			require.Eventually(t, func() bool { return waiting(t, m) }, 10*time.Second, 2*time.Millisecond)
			return decides(t.Context(), t, m, carol, true)
		}))
		require.NoError(t, <-returned)
		assert.Zero(t, m.Available(who.ID))
		assert.Equal(t, "PENDING", outcome(t, m, carol))
	})
}

// waiting reports whether some statement waits for a lock.
func waiting(t *testing.T, m *malltest.Mall) bool {
	rows, err := m.DB.Query(t.Context(), "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
	if !assert.NoError(t, err) {
		return false
	}
	defer rows.Close()
	return rows.Next()
}

// cupBack returns the one cup of a purchase.
func cupBack(ctx context.Context, m *malltest.Mall, of string) error {
	_, err := m.Earning.RecordReturn(ctx, earning.Return{
		Source: "mall", ExternalRef: "back-" + of, PurchaseRef: of, OccurredAt: m.Clock.Now(),
		Lines: []mall.PurchaseLine{{Sku: "cup", Quantity: 1, UnitPrice: "100.00"}},
	})
	return err
}
