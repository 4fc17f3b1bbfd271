package reconcile_test

import (
	"context"
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
	"pointsmall/mall/tiering"
)

// fell has a member rise by a purchase whose goods come back, and rise again; and another rise
// by one whose return staff undo, and by an activity that they undo.
func fell(t *testing.T, m *malltest.Mall) {
	t.Helper()
	who := m.Member("normal")
	risen := &rule.Rule{Code: "risen-again", Name: mall.Text{EN: "risen"}, Definition: rule.Definition{Trigger: mall.TriggerTierChange, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 50}}}}
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", malltest.Start, risen)
	}))
	_, err := m.Tiering.UpdateTier(t.Context(), tiering.Change{Code: "silver", Version: 1, Threshold: &mall.TierThreshold{SpentMinor: 200_00}})
	require.NoError(t, err)
	cups := []mall.PurchaseLine{{Sku: "cup", Quantity: 2, UnitPrice: "100.00"}}
	for _, number := range []string{"fell", "again"} {
		_, err = m.Earning.RecordPurchase(t.Context(), earning.Purchase{
			Source: purchase.Mall, ExternalRef: number, MemberRef: *who.ExternalRef, OccurredAt: malltest.Start, Total: mall.Money{Minor: 200_00, Currency: "CNY"}, Lines: cups,
		})
		require.NoError(t, err)
		if number == "fell" {
			_, err = m.Earning.RecordReturn(t.Context(), earning.Return{Source: purchase.Mall, ExternalRef: "came back", PurchaseRef: "fell", OccurredAt: malltest.Start, Lines: cups})
			require.NoError(t, err)
		}
	}
	other := m.Member("normal")
	_, err = m.Earning.RecordPurchase(t.Context(), earning.Purchase{
		Source: purchase.Mall, ExternalRef: "stands", MemberRef: *other.ExternalRef, OccurredAt: malltest.Start, Total: mall.Money{Minor: 200_00, Currency: "CNY"}, Lines: cups,
	})
	require.NoError(t, err)
	_, err = m.Earning.RecordReturn(t.Context(), earning.Return{Source: purchase.Mall, ExternalRef: "mistaken", PurchaseRef: "stands", OccurredAt: malltest.Start, Lines: cups})
	require.NoError(t, err)
	correct := func(kind mall.CorrectionKind, ref string) {
		_, err := m.Earning.Correct(t.Context(), earning.Correction{
			Actor: mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}, Kind: kind, Source: purchase.Mall, Ref: ref, Reason: "typed wrong", Key: ref,
		})
		require.NoError(t, err)
	}
	correct(mall.CorrectReturn, "mistaken")
	lively := m.Member("normal")
	survey := &rule.Rule{Code: "survey", Name: mall.Text{EN: "survey"}, Definition: rule.Definition{
		Trigger: mall.TriggerSurvey, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 30}}, Qualifies: new(true),
	}}
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", malltest.Start, survey)
	}))
	_, err = m.Tiering.UpdateTier(t.Context(), tiering.Change{Code: "silver", Version: 2, Threshold: &mall.TierThreshold{SpentMinor: 200_00, Points: 30}})
	require.NoError(t, err)
	_, err = m.Earning.RecordActivity(t.Context(), earning.Activity{Source: purchase.Mall, ExternalRef: "answered", MemberRef: *lively.ExternalRef, Trigger: mall.TriggerSurvey, OccurredAt: malltest.Start})
	require.NoError(t, err)
	correct(mall.CorrectActivity, "answered")
	_, err = m.Members.SetTags(t.Context(), who.ID, []string{"vip"})
	require.NoError(t, err)
}

// Whichever figure of what fell, of what counts for tiers or of what was reached is altered by
// hand, reconcile names the row.
func TestEveryAlteredRowOfWhatFellIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		fell(t, m)
		for statement, table := range map[string]string{
			"update falls set points = points + 1":                                  "falls",
			"update falls set own = own - 1":                                        "falls",
			"update falls set own = own - 1, other = other + 1":                     "falls",
			"update falls set own = own - 1, debt = debt + 1":                       "falls",
			"update falls set entry_id = null":                                      "entries",
			"update falls set return_id = id where return_id is not null":           "falls",
			"update falls set purchase_id = id where return_id is not null":         "falls",
			"update falls set member_id = id":                                       "falls",
			"update falls set id = return_id where return_id is not null":           "falls",
			"update falls set given_entry_id = null":                                "falls",
			"update falls set given_entry_id = id where grant_id is not null":       "falls",
			"update falls set given_entry_id = entry_id where grant_id is null":     "falls",
			"update falls set grant_id = null":                                      "falls",
			"update falls set grant_id = id":                                        "falls",
			"update falls set correction_id = id where correction_id is not null":   "falls",
			"update falls set own = own - 1 where grant_id is not null":             "falls",
			"delete from falls":                                                     "entries",
			"update grants set qualifying = 0":                                      "member_days",
			"update grants set qualifying = points + 1":                             "grants",
			"update grants set qualifying = null where \"trigger\" = 'TIER_CHANGE'": "member_days",
			"update grants set purchase_id = id where purchase_id is not null":      "grants",
			"update member_days set qualifying = qualifying + 1":                    "member_days",
			"update member_days set qualifying = null":                              "member_days",
			"update tier_changes set purchase_id = id":                              "tier_changes",
			"update tier_changes set merit = 'gold' where merit = 'silver'":         "members",
			"update members set merit_tier = 'gold' where merit_tier is not null":   "members",
			"update members set merit_tier = null, tier_id = 'normal'":              "members",
			"update members set tags = '[]'":                                        "members",
			"update tag_changes set to_tags = '[\"gone\"]'":                         "members",
		} {
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, statement)
				require.NoError(t, err, statement)
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				tables := map[string]bool{}
				for _, f := range findings {
					tables[f.Table] = true
				}
				assert.True(t, tables[table], "%s: want a finding in %s, got %v", statement, table, findings)
				return context.Canceled // undo it
			})
			require.ErrorIs(t, err, context.Canceled)
		}
	})
}
