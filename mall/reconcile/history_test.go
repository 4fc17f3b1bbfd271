package reconcile_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// movePoints has a member, who has bought something, go through whatever moves points
// besides: a debt that is paid, a refund, holds, a transfer, approvals, an expiry.
func movePoints(t *testing.T, m *malltest.Mall, id mall.MemberID) {
	t.Helper()
	ctx := t.Context()
	admin := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}
	chief := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}
	_, err := m.Ledger.SetPolicy(ctx, admin, "POINTS", 1, func(p *mall.PointsPolicy) {
		p.AdjustmentLimit, p.Transfer = new(mall.Points(25)), mall.TransferPolicy{Allowed: true, FeePerMille: 100}
	})
	require.NoError(t, err)

	debtor := m.Member("normal", malltest.Lot{Points: 50})
	owe(t, m, debtor.ID, 80, 20)

	for _, key := range []string{"open", "captured"} {
		h, err := m.Ledger.Hold(ctx, ledger.NewHold{Actor: admin, Member: id, Points: 40, Reason: "table", For: 48 * time.Hour, Key: key})
		require.NoError(t, err)
		if key == "captured" {
			_, err = m.Ledger.EndHold(ctx, ledger.HoldEnd{Actor: admin, Hold: h.ID, Capture: true, Points: 15, Key: key})
			require.NoError(t, err)
		}
	}
	paid, err := m.DB.Ent().Entry.Query().Where(entry.KindEQ(mall.EntrySpend), entry.OrderIDIsNil(), entry.SeqNotNil()).OnlyID(ctx)
	require.NoError(t, err)
	_, err = m.Ledger.Refund(ctx, ledger.PointsRefund{Actor: admin, Entry: paid, Points: 10, Reason: "broken", Key: "r"})
	require.NoError(t, err)
	_, err = m.Ledger.Transfer(ctx, ledger.NewTransfer{Actor: mall.Actor{Kind: mall.ActorMember, MemberID: id}, To: m.Member("normal").ID, Points: 20, Key: "t"})
	require.NoError(t, err)
	for _, key := range []string{"waits", "approved"} {
		asked, err := m.Ledger.Adjust(ctx, ledger.Adjustment{Actor: admin, Member: id, Points: 25, Reason: "sorry", Key: key})
		require.NoError(t, err)
		if key == "approved" {
			_, err = m.Ledger.Decide(ctx, ledger.Decision{Actor: chief, Request: asked.Request.ID, Approve: true, Key: key})
			require.NoError(t, err)
		}
	}
	m.Member("normal", malltest.Lot{Points: 9, ExpiresAt: m.Clock.Now().Add(time.Hour)})
	m.Clock.Set(m.Clock.Now().Add(time.Hour))
	m.Sweep()
}

// owe takes back more than a member has, and lets them earn some of it.
func owe(t *testing.T, m *malltest.Mall, id mall.MemberID, claimed, earned mall.Points) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		book, err := ledger.Open(ctx, tx, m.Clock.Now(), malltest.Zone, []mall.MemberID{id})
		if err != nil {
			return err
		}
		account, _ := book.Account(id)
		account.GrantLots(mall.EntryEarn, []ledger.Portion{{Points: claimed, Terms: ledger.Terms{EarnedAt: m.Clock.Now(), UsableFrom: m.Clock.Now()}}}, ledger.Cause{})
		if _, refusal := account.Spend(mall.EntryDonate, claimed, ledger.Cause{}); refusal != nil {
			return refusal
		}
		account.Clawback(ledger.Claim{Granted: claimed, Points: claimed}, mall.ClawbackUnlimited, ledger.Cause{})
		account.Grant(mall.EntryEarn, earned, ledger.Terms{EarnedAt: m.Clock.Now(), UsableFrom: m.Clock.Now()}, ledger.Cause{})
		var batch store.Batch
		book.Save(&batch)
		return batch.Exec(ctx, tx)
	}))
}
