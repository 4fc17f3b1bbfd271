package reconcile_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// corrected makes a mall in which each kind of thing was corrected, in each way.
func corrected(t *testing.T, m *malltest.Mall) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", m.Clock.Now(), &rule.Rule{
			Code: "reviewed", Name: mall.Text{EN: "review"}, Definition: rule.Definition{Trigger: mall.TriggerReview, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 20}}},
		})
	}))
	who, other := m.Member("normal"), m.Member("normal")
	yuan := func(fen int64) mall.Money { return mall.Money{Minor: fen, Currency: "CNY"} }
	for _, number := range []string{"moved", "undone", "kept"} {
		_, err := m.Earning.RecordPurchase(t.Context(), earning.Purchase{
			Source: purchase.Mall, ExternalRef: number, MemberRef: *who.ExternalRef, OccurredAt: malltest.Start, Total: yuan(900),
			Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 1, Measure: "3", UnitPrice: "3"}},
		})
		require.NoError(t, err)
		_, err = m.Earning.RecordActivity(t.Context(), earning.Activity{Source: purchase.Mall, ExternalRef: number, MemberRef: *who.ExternalRef, Trigger: mall.TriggerReview, OccurredAt: malltest.Start})
		require.NoError(t, err)
	}
	refund := yuan(100)
	for number, r := range map[string]earning.Return{
		"money": {Refund: &refund}, "goods": {Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 1, Measure: "1.5", UnitPrice: "3"}}},
	} {
		r.Source, r.ExternalRef, r.PurchaseRef, r.OccurredAt = purchase.Mall, number, "kept", malltest.Start
		_, err := m.Earning.RecordReturn(t.Context(), r)
		require.NoError(t, err)
	}
	for i, c := range []earning.Correction{
		{Kind: mall.CorrectPurchase, Ref: "moved", MemberRef: *other.ExternalRef},
		{Kind: mall.CorrectPurchase, Ref: "undone"},
		{Kind: mall.CorrectActivity, Ref: "moved", MemberRef: *other.ExternalRef},
		{Kind: mall.CorrectActivity, Ref: "undone"},
		{Kind: mall.CorrectReturn, Ref: "goods"},
	} {
		c.Actor, c.Source, c.Reason, c.Key = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}, purchase.Mall, "typed wrong", string(rune('a'+i))
		_, err := m.Earning.Correct(t.Context(), c)
		require.NoError(t, err)
	}
}

// Whatever is altered of a correction, or of what it corrected, reconcile names the row.
func TestAlteredCorrectionsAreNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		corrected(t, m)
		const moved, undone = "made_id is not null", "made_id is null and kind <> 'RETURN'"
		for statement, table := range map[string]string{
			"update corrections set taken = taken + 1 where " + undone:                                                       "corrections",
			"update corrections set given = given + 1 where kind = 'RETURN'":                                                 "corrections",
			"update corrections set given = given + 1 where " + moved:                                                        "corrections",
			"update corrections set given = 1 where " + undone:                                                               "corrections",
			"update corrections set due = due + 1 where kind = 'PURCHASE'":                                                   "corrections",
			"update corrections set due = due + 1 where kind = 'RETURN'":                                                     "corrections",
			"update corrections set due = due + 1 where kind = 'ACTIVITY'":                                                   "corrections",
			"update corrections set entry_id = null":                                                                         "corrections",
			"update corrections set kind = 'PURCHASE' where kind = 'ACTIVITY'":                                               "corrections",
			"update corrections set member_id = to_member_id where " + moved:                                                 "corrections",
			"update corrections set to_member_id = member_id where " + moved:                                                 "corrections",
			"update corrections set made_id = subject_id where " + moved:                                                     "corrections",
			"update corrections set subject_id = id":                                                                         "corrections",
			"delete from corrections where kind = 'RETURN'":                                                                  "returns",
			"delete from corrections where kind = 'PURCHASE'":                                                                "purchases",
			"update purchases set moved_to = null, external_ref = 'x' where moved_to is not null":                            "corrections",
			"update activities set moved_to = null, external_ref = 'x' where moved_to is not null":                           "corrections",
			"update returns set status = 'APPLIED' where status = 'UNDONE'":                                                  "corrections",
			"update returns set refund_minor = refund_minor - 2 where refund_minor is not null":                              "returns",
			"update returns set refund_currency = 'USD' where refund_minor is not null":                                      "returns",
			"update returns set refund_minor = null where refund_minor is not null":                                          "returns",
			"update returns set refund_minor = 1, refund_currency = 'CNY' where refund_minor is null and status = 'APPLIED'": "returns",
		} {
			errUndo := errors.New("undo")
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				result, err := tx.Exec(ctx, statement)
				require.NoError(t, err, statement)
				n, err := result.RowsAffected()
				require.NoError(t, err)
				require.Positive(t, n, statement)
				var tables []string
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				for _, f := range findings {
					tables = append(tables, f.Table)
				}
				assert.Contains(t, tables, table, statement)
				return errUndo
			})
			require.ErrorIs(t, err, errUndo)
		}
	})
}
