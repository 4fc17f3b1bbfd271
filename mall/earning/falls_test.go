package earning_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/tiering"
)

// cups are pieces of a purchase, ¥100 each.
func cups(n int) func(*earning.Purchase) {
	return func(p *earning.Purchase) {
		p.Lines = []mall.PurchaseLine{{Sku: "cup", Quantity: n, UnitPrice: "100.00"}}
	}
}

// brings has cups of a purchase come back now.
func brings(t *testing.T, m *malltest.Mall, number, of string, n int) mall.Points {
	t.Helper()
	return takeBack(t, m, earning.Return{
		Source: "mall", ExternalRef: number, PurchaseRef: of, OccurredAt: m.Clock.Now(),
		Lines: []mall.PurchaseLine{{Sku: "cup", Quantity: n, UnitPrice: "100.00"}},
	}).TakenBack
}

// caused changes what becomes of what purchases caused.
func caused(t *testing.T, m *malltest.Mall, policy mall.CausedByReturned) {
	t.Helper()
	set(t, m, "caused_by_returned", string(policy))
	require.NoError(t, m.Settings.Refresh(t.Context()))
}

// Bought and returned in the same minute: nothing is left of it, not even the tier.
func TestWhatAPurchaseCausedFallsWithItsReturn(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		who := m.Member("normal")
		pays(t, m, who, "1", 300_00, cups(3))
		require.Equal(t, "diamond", tierOf(t, m, who))
		require.EqualValues(t, 300+7000, m.Available(who.ID))
		assert.EqualValues(t, 300, brings(t, m, "r", "1", 3))
		assert.Equal(t, "normal", tierOf(t, m, who))
		assert.Zero(t, m.Available(who.ID))
		row, err := m.Members.Get(t.Context(), who.ID)
		require.NoError(t, err)
		assert.Nil(t, row.TierUntil)
		steps, err := m.Tiering.History(t.Context(), who.ID, 1)
		require.NoError(t, err)
		assert.Equal(t, mall.TierReturned, steps[0].Cause)

		pays(t, m, who, "2", 200_00, cups(2))
		assert.Equal(t, "gold", tierOf(t, m, who))
		assert.EqualValues(t, 200+3000, m.Available(who.ID), "reached again, paid again")
		pays(t, m, who, "3", 1_00)
		assert.EqualValues(t, 201+3000, m.Available(who.ID), "once")
	})
}

// A partial return takes what is not reached any more, and no more than that; what other
// purchases hold up stays.
func TestPartialReturnsTakeWhatIsNotReachedAnyMore(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		who := m.Member("normal")
		pays(t, m, who, "1", 300_00, cups(3))
		brings(t, m, "r1", "1", 1)
		assert.Equal(t, "gold", tierOf(t, m, who))
		assert.EqualValues(t, 200+3000, m.Available(who.ID))
		pays(t, m, who, "2", 100_00, cups(1))
		assert.Equal(t, "diamond", tierOf(t, m, who))
		assert.EqualValues(t, 300+7000, m.Available(who.ID))
		brings(t, m, "r2", "1", 2)
		assert.Equal(t, "silver", tierOf(t, m, who), "the second purchase holds silver up")
		assert.EqualValues(t, 100+1000, m.Available(who.ID))
		brings(t, m, "r3", "2", 1)
		assert.Equal(t, "normal", tierOf(t, m, who))
		assert.Zero(t, m.Available(who.ID))
	})
}

// After the return window the tier stays until its review; the bonus does not.
func TestAfterTheWindowTheTierStays(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		who := m.Member("normal")
		pays(t, m, who, "1", 100_00, cups(1))
		m.Clock.Set(m.Clock.Now().Add(9 * day))
		brings(t, m, "r", "1", 1)
		assert.Equal(t, "silver", tierOf(t, m, who))
		assert.Zero(t, m.Available(who.ID))
		pays(t, m, who, "2", 100_00, cups(1))
		assert.EqualValues(t, 100+1000, m.Available(who.ID), "reached again, paid again")
	})
}

// A tier that staff gave does not fall with goods, and comes back where a higher one falls.
func TestReturnsLeaveWhatStaffGave(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		who := m.Member("normal")
		until := m.Clock.Now().Add(100 * day)
		require.NoError(t, m.Tiering.Grant(t.Context(), tiering.Grant{Actor: clerk, Member: who.ID, Tier: "gold", Until: &until, Note: "test"}))
		pays(t, m, who, "1", 300_00, cups(3))
		require.Equal(t, "diamond", tierOf(t, m, who))
		brings(t, m, "r", "1", 3)
		row, err := m.Members.Get(t.Context(), who.ID)
		require.NoError(t, err)
		assert.Equal(t, "gold", row.TierID)
		assert.True(t, row.TierGranted)
		assert.WithinDuration(t, until, *row.TierUntil, time.Millisecond)
		assert.Zero(t, m.Available(who.ID))
	})
}

// A referral waits again when what qualified the invitee comes back, and is paid once more
// with the next purchase that qualifies.
func TestAReferralFallsWithThePurchaseThatQualified(t *testing.T) {
	invites(t, map[string]string{"referral_minimum": "150"}, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		pays(t, m, carol, "1", 300_00, cups(3))
		require.EqualValues(t, 100, m.Available(who.ID))
		brings(t, m, "r1", "1", 1)
		assert.EqualValues(t, 100, m.Available(who.ID), "what is left is enough")
		brings(t, m, "r2", "1", 1)
		assert.Zero(t, m.Available(who.ID))
		assert.Equal(t, "PENDING", outcome(t, m, carol))
		brings(t, m, "r3", "1", 1)
		assert.Zero(t, m.Available(who.ID))
		for _, number := range []string{"2", "3"} {
			pays(t, m, carol, number, 200_00, cups(2))
		}
		assert.EqualValues(t, 100, m.Available(who.ID))
		assert.Equal(t, "REWARDED", outcome(t, m, carol))
		brings(t, m, "r4", "2", 2)
		assert.Zero(t, m.Available(who.ID), "it falls a second time")
	})
}

// A task is not done any more when a purchase comes back that it counted, whichever one of
// them completed it; doing it again pays again.
func TestATaskFallsWithAPurchaseThatItCounted(t *testing.T) {
	for _, inSequence := range []bool{false, true} {
		t.Run(fmt.Sprint(inSequence), func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				challenge(t, m, "three", task.Definition{Period: mall.TaskOnce, InSequence: inSequence, Steps: []task.Step{step("buy", mall.TriggerPurchase, 3)}})
				who := m.Member("normal")
				for _, number := range []string{"1", "2", "3"} {
					m.Clock.Set(m.Clock.Now().Add(time.Minute))
					pays(t, m, who, number, 100_00, cups(1))
				}
				require.EqualValues(t, 300+70, m.Available(who.ID))
				brings(t, m, "r1", "1", 1)
				assert.EqualValues(t, 200, m.Available(who.ID))
				entries, err := m.Ledger.Entries(t.Context(), balance(t, m, who).AccountID, ledger.Page{Limit: 2})
				require.NoError(t, err)
				assert.Contains(t, []mall.Text{ledger.Explain(entries[0]), ledger.Explain(entries[1])},
					mall.Textf("Return of purchase 1: the task Do three is not done any more", "消费 1 退货：任务“完成 three”不再完成"))
				row := progress(t, m, who)[0]
				assert.Nil(t, row.CompletedAt)
				assert.Zero(t, row.Points)
				m.Clock.Set(m.Clock.Now().Add(time.Minute))
				pays(t, m, who, "4", 100_00, cups(1))
				assert.EqualValues(t, 300+70, m.Available(who.ID))
				brings(t, m, "r2", "3", 1)
				brings(t, m, "r3", "4", 1)
				assert.EqualValues(t, 100, m.Available(who.ID))
			})
		})
	}
}

// A purchase of which a part is left counts on where the step's condition holds for that part.
func TestATaskJudgesWhatIsLeftOfAPurchase(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		large := step("large", mall.TriggerPurchase, 1)
		large.Condition = "event.total >= 200.0"
		challenge(t, m, "large", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{large}})
		who := m.Member("normal")
		pays(t, m, who, "1", 300_00, cups(3))
		brings(t, m, "r1", "1", 1)
		assert.EqualValues(t, 200+70, m.Available(who.ID))
		brings(t, m, "r2", "1", 1)
		assert.EqualValues(t, 100, m.Available(who.ID))
	})
}

// A return that waited for its purchase undoes at once what that leads to.
func TestAReturnThatWaitedUndoesWhatItsPurchaseCaused(t *testing.T) {
	invites(t, nil, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		challenge(t, m, "one", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("buy", mall.TriggerPurchase, 1)}})
		who := m.Member("normal")
		carol := joins(t.Context(), t, m, "carol", codeOf(t, m, who.ID), "")
		before := m.Available(carol.ID)
		brings(t, m, "r", "1", 3)
		pays(t, m, carol, "1", 300_00, cups(3))
		assert.Equal(t, before, m.Available(carol.ID))
		assert.Equal(t, "normal", tierOf(t, m, carol))
		assert.Equal(t, "PENDING", outcome(t, m, carol))
		assert.Zero(t, m.Available(who.ID))
	})
}

// By the other policies what is caused waits, or stays.
func TestWhatIsCausedWaitsOrStays(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		caused(t, m, mall.CausedWaits)
		who := m.Member("normal")
		pays(t, m, who, "1", 100_00, cups(1))
		b := balance(t, m, who)
		assert.EqualValues(t, 100, b.Available)
		assert.EqualValues(t, 1000, b.Pending)
		m.Clock.Set(m.Clock.Now().Add(9 * day))
		assert.EqualValues(t, 1100, m.Available(who.ID))

		other := m.Member("normal")
		pays(t, m, other, "2", 100_00, cups(1))
		brings(t, m, "r2", "2", 1)
		assert.Zero(t, balance(t, m, other).Pending)
		assert.Equal(t, "normal", tierOf(t, m, other))

		m.Update(t, func(c *ent.Client) error {
			return c.Setting.UpdateOneID("caused_by_returned").SetValue(string(mall.CausedStays)).Exec(t.Context())
		})
		require.NoError(t, m.Settings.Refresh(t.Context()))
		pays(t, m, other, "3", 100_00, cups(1))
		brings(t, m, "r3", "3", 1)
		assert.EqualValues(t, 1000, m.Available(other.ID))
		assert.Equal(t, "silver", tierOf(t, m, other))
	})
}

// What was spent of a bonus becomes a debt; nothing is taken twice.
func TestABonusThatWasSpentIsOwed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		activate(t, m, gives("each", mall.TriggerReview, 50, func(*rule.Definition) {}))
		who := m.Member("normal")
		pays(t, m, who, "1", 100_00, cups(1))
		spend(t, m, who, 1100)
		brings(t, m, "r", "1", 1)
		assert.EqualValues(t, 1100, balance(t, m, who).Debt)
		record(t, m, did(m, who, "a", mall.TriggerReview))
		assert.EqualValues(t, 1050, balance(t, m, who).Debt)
	})
}
