package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

var clerk = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}

func setPolicy(t *testing.T, m *malltest.Mall, change func(*mall.PointsPolicy)) {
	t.Helper()
	_, err := m.Ledger.SetPolicy(t.Context(), mall.Actor{}, string(mall.DefaultPoints), 1, change)
	require.NoError(t, err)
}

// spend exchanges points for goods and returns the entry that paid.
func spend(t *testing.T, m *malltest.Mall, who *ent.Member, points mall.Points) mall.EntryID {
	t.Helper()
	sku := m.Sku(points, 1, func(*catalog.NewSku) {})
	done, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who.ID, Sku: sku, Quantity: 1, Key: sku.String()})
	require.NoError(t, err)
	return *done.Order.EntryID
}

// What a purchase of 99 points and 50 that are pending is worth when it comes back whole.
func TestHowFarAReturnReaches(t *testing.T) {
	for name, c := range map[string]struct {
		policy           mall.ClawbackPolicy
		own, spent       mall.Points // what the member had before, and spends after
		taken, available mall.Points
		debt, pending    mall.Points
	}{
		"nothing was spent":                   {policy: mall.ClawbackUnlimited, own: 30, taken: 149, available: 30},
		"some was spent":                      {policy: mall.ClawbackUnlimited, own: 200, spent: 250, taken: 149, debt: 50},
		"all was spent":                       {policy: mall.ClawbackUnlimited, spent: 99, taken: 149, debt: 99},
		"within the balance, nothing spent":   {policy: mall.ClawbackWithinBalance, own: 30, taken: 149, available: 30},
		"within the balance, all spent":       {policy: mall.ClawbackWithinBalance, spent: 99, taken: 50},
		"only what is pending":                {policy: mall.ClawbackPendingOnly, own: 30, taken: 50, available: 129},
		"only what is pending, all was spent": {policy: mall.ClawbackPendingOnly, spent: 99, taken: 50},
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				setPolicy(t, m, func(p *mall.PointsPolicy) { p.Clawback = c.policy })
				activate(t, m, gives("late", mall.TriggerPurchase, 50, func(d *rule.Definition) { d.Pending.Days = 3 }))
				var lots []malltest.Lot
				if c.own > 0 {
					lots = append(lots, malltest.Lot{Points: c.own})
				}
				who := m.Member("normal", lots...)
				require.EqualValues(t, 149, sell(t, m, basket(who, "P")))
				if c.spent > 0 {
					spend(t, m, who, c.spent)
				}
				assert.Equal(t, c.taken, takeBack(t, m, back("R", "P", 3, 1)).TakenBack)
				b := balance(t, m, who)
				assert.Equal(t, c.available, b.Available, "available")
				assert.Equal(t, c.debt, b.Debt, "debt")
				assert.Equal(t, c.pending, b.Pending, "pending")
			})
		})
	}
}

func TestOtherPointsPayForWhatWasUsed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		spend(t, m, who, 99)
		buy(t, m, who, "Q", 60_00)
		assert.EqualValues(t, 75, takeBack(t, m, back("R1", "P", 3, 0)).TakenBack)
		assert.Contains(t, newest(t, m, who).Reason.EN, "60 of them from other points, as these were used; 15 of them are owed")
		assert.EqualValues(t, 24, takeBack(t, m, back("R2", "P", 0, 1)).TakenBack)
		b := balance(t, m, who)
		assert.Zero(t, b.Available)
		assert.EqualValues(t, 39, b.Debt)
	})
}

func TestLaterEarningRepaysTheDebt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		spend(t, m, who, 99)
		assert.EqualValues(t, 99, takeBack(t, m, back("R", "P", 3, 1)).TakenBack)
		assert.Contains(t, newest(t, m, who).Reason.EN, "99 of them are owed")
		assert.EqualValues(t, 60, buy(t, m, who, "Q", 60_00), "it is earned all the same")
		assert.EqualValues(t, 39, balance(t, m, who).Debt)
		assert.EqualValues(t, 99, sell(t, m, basket(who, "P2")))
		b := balance(t, m, who)
		assert.EqualValues(t, 60, b.Available)
		assert.Zero(t, b.Debt)
		assert.EqualValues(t, 99, takeBack(t, m, back("R2", "P2", 3, 1)).TakenBack, "what paid the debt is taken back too")
		b = balance(t, m, who)
		assert.Zero(t, b.Available)
		assert.EqualValues(t, 39, b.Debt)
	})
}

// Points that have expired are not taken again, whether or not the sweep was there.
func TestReturnAfterPointsExpired(t *testing.T) {
	for name, swept := range map[string]bool{"swept": true, "not swept": false} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				activate(t, m, gives("short", mall.TriggerPurchase, 50, func(d *rule.Definition) { d.Expiry = &mall.Expiry{Kind: mall.ExpireDays, N: 1} }))
				who := m.Member("normal")
				require.EqualValues(t, 149, sell(t, m, basket(who, "P")))
				spend(t, m, who, 20) // of those that expire first
				m.Clock.Set(malltest.Start.Add(3 * day))
				if swept {
					m.Sweep()
				}
				assert.EqualValues(t, 119, takeBack(t, m, back("R", "P", 3, 1)).TakenBack, "99 are there, 20 were spent, 30 have expired")
				assert.Contains(t, newest(t, m, who).Reason.EN, "30 are not taken")
				b := balance(t, m, who)
				assert.EqualValues(t, 20, b.Debt)
				assert.Zero(t, b.Available)
			})
		})
	}
}

func TestReturnAfterPointsWereSentOrHeld(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		setPolicy(t, m, func(p *mall.PointsPolicy) { p.Transfer.Allowed = true })
		who, friend := m.Member("normal"), m.Member("normal")
		sell(t, m, basket(who, "P"))
		_, err := m.Ledger.Transfer(t.Context(), ledger.NewTransfer{Actor: mall.Actor{Kind: mall.ActorMember, MemberID: who.ID}, To: friend.ID, Points: 60, Key: "t"})
		require.NoError(t, err)
		held, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: clerk, Member: who.ID, Points: 30, Reason: "table", For: time.Hour, Key: "h"})
		require.NoError(t, err)

		assert.EqualValues(t, 99, takeBack(t, m, back("R", "P", 3, 1)).TakenBack)
		b := balance(t, m, who)
		assert.EqualValues(t, 90, b.Debt, "9 were there; what is held stays held, and is owed")
		assert.EqualValues(t, 30, b.Held)
		assert.EqualValues(t, 60, m.Available(friend.ID))

		_, err = m.Ledger.EndHold(t.Context(), ledger.HoldEnd{Actor: clerk, Hold: held.ID, Key: "e"})
		require.NoError(t, err)
		b = balance(t, m, who)
		assert.Zero(t, b.Available+b.Held, "what was freed has paid the debt")
		assert.EqualValues(t, 60, b.Debt)
	})
}

func TestRefundOfASpendAfterTheReturn(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		held, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: clerk, Member: who.ID, Points: 80, Reason: "table", Key: "h"})
		require.NoError(t, err)
		_, err = m.Ledger.EndHold(t.Context(), ledger.HoldEnd{Actor: clerk, Hold: held.ID, Capture: true, Key: "c"})
		require.NoError(t, err)
		paid, err := m.DB.Ent().Entry.Query().Where(entry.KindEQ(mall.EntrySpend), entry.SeqNotNil()).OnlyID(t.Context())
		require.NoError(t, err)
		assert.EqualValues(t, 99, takeBack(t, m, back("R", "P", 3, 1)).TakenBack)
		assert.EqualValues(t, 80, balance(t, m, who).Debt)
		_, err = m.Ledger.Refund(t.Context(), ledger.PointsRefund{Actor: clerk, Entry: paid, Reason: "broken", Key: "r"})
		require.NoError(t, err)
		b := balance(t, m, who)
		assert.Zero(t, b.Debt+b.Available, "neither the goods nor the points are left")
	})
}
