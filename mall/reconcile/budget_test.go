package reconcile_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/multiplier"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// budgeted has a purchase earn by a rule with a budget.
func budgeted(t *testing.T, m *malltest.Mall) {
	t.Helper()
	boss := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}
	now := m.Clock.Now()
	draft, err := m.Multipliers.Create(t.Context(), boss, multiplier.NewMultiplier{
		Slug: "more", Name: mall.Text{EN: "More"}, StartsAt: now.Add(-time.Hour), EndsAt: now.Add(time.Hour), Budget: new(mall.Points(5000)),
		Earning: []rule.Draft{{Name: mall.Text{EN: "More"}, Definition: rule.Definition{Trigger: mall.TriggerPurchase, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 30}}}}},
	})
	require.NoError(t, err)
	_, err = m.Multipliers.Start(t.Context(), boss, draft.ID, 1)
	require.NoError(t, err)
	got, err := m.Earning.RecordPurchase(t.Context(), earning.Purchase{
		Source: purchase.Mall, ExternalRef: "with a budget", MemberRef: *m.Member("normal").ExternalRef, OccurredAt: now, Total: mall.Money{Minor: 100, Currency: "CNY"},
		Lines: []mall.PurchaseLine{{Sku: "x", Quantity: 1, UnitPrice: "1"}},
	})
	require.NoError(t, err)
	require.Positive(t, got.Points)
}

var errUndoBudget = errors.New("undo")

func TestEveryAlteredBudgetIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		budgeted(t, m)
		for statement, table := range map[string]string{
			"update budgets set points = points + 1":       "budgets",
			"update budgets set left_over = left_over - 1": "budgets",
			"delete from budgets":                          "budget_slices",
			"update budget_slices set points = points - 1": "budgets",
			"update budget_slices set campaign_id = id":    "budget_slices",
			"delete from budget_slices":                    "budgets",
			"update earning_rules set campaign_id = null":  "budgets",
		} {
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				tables := map[string]bool{}
				for _, f := range findings {
					tables[f.Table] = true
				}
				assert.True(t, tables[table], "%s: %v", statement, tables)
				return errUndoBudget
			})
			require.ErrorIs(t, err, errUndoBudget, statement)
		}
	})
}
