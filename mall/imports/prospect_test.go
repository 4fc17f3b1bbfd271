package imports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
)

const yuan = header + "1,A,1,2026-01-05 10:00:00,30,7\n2,A,1,2026-01-06 10:00:00,0,7\n"

// importIn imports text in a currency and returns what was warned of beforehand, too.
func importIn(t *testing.T, m *malltest.Mall, c mall.Currency, text string, dryRun bool) (report imports.Report, warned []string, err error) {
	t.Helper()
	report, err = imports.New(m.DB, m.Earning, m.Clock.Now).Purchases(t.Context(), strings.NewReader(text), imports.Options{
		Currency: c, Zone: malltest.Zone, DryRun: dryRun, Warn: func(w string) { warned = append(warned, w) },
	})
	return report, warned, err
}

func TestACurrencyThatNoRuleNamesIsRefusedWhole(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		before := stored(t, m.DB.Ent())
		for _, dryRun := range []bool{true, false} {
			_, _, err := importIn(t, m, "USD", yuan, dryRun)
			require.ErrorContains(t, err, "purchases in USD earn nothing in this mall, so none can be imported: its currency is CNY")
		}
		assert.Equal(t, before, stored(t, m.DB.Ent()), "no member, no purchase, no rule")
	})
}

func TestWhatEarnsNothingIsSaidBeforehand(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Update(t, func(client *ent.Client) error {
			return client.EarningRule.Update().SetStatus(mall.RuleRetired).ClearActiveCode().Exec(t.Context())
		})
		rules := stored(t, m.DB.Ent())[4]
		preview, warned, err := importIn(t, m, "CNY", yuan, true)
		require.NoError(t, err)
		require.Len(t, preview.Warnings, 1)
		assert.Contains(t, preview.Warnings[0], "no active rule gives points for purchases in CNY: they are recorded, earn nothing")
		assert.Equal(t, preview.Warnings, warned)
		assert.Equal(t, 2, preview.Invoices.WithoutPoints)

		report, warned, err := importIn(t, m, "CNY", yuan, false)
		require.NoError(t, err)
		assert.Equal(t, preview.Warnings, warned)
		preview.DryRun = false
		assert.Equal(t, report, preview)
		assert.Equal(t, 2, report.Invoices.Recorded)
		assert.Zero(t, report.PointsEarned)
		assert.Equal(t, rules, stored(t, m.DB.Ent())[4], "an import writes no rules")
	})
}

func TestInvoicesThatEarnNothingAreCounted(t *testing.T) {
	m := malltest.Open(t, malltest.SQLite(t))
	report, warned, err := importIn(t, m, "CNY", yuan, false)
	require.NoError(t, err)
	assert.Empty(t, warned)
	assert.EqualValues(t, 30, report.PointsEarned)
	assert.Equal(t, 1, report.Invoices.WithoutPoints, "the one of ¥0")
}

// Points may come from other rules than a ratio.
func TestALadderEarnsWithoutARatio(t *testing.T) {
	m := malltest.Open(t, malltest.SQLite(t))
	ladder := rule.Definition{
		Trigger: mall.TriggerPurchase,
		Effect:  rule.Effect{Ladder: &rule.Ladder{Currency: "USD", Bands: []rule.Band{{AmountMinor: 1000, Points: 5}}}},
	}
	draft, err := m.Rules.Create(t.Context(), mall.Actor{Kind: mall.ActorSystem}, rule.Draft{Code: "ladder", Name: mall.Text{EN: "Ladder", ZH: "阶梯"}, Definition: ladder})
	require.NoError(t, err)
	_, err = m.Rules.Activate(t.Context(), mall.Actor{Kind: mall.ActorSystem}, rule.Version{Code: "ladder", Version: 1, Revision: draft.Revision})
	require.NoError(t, err)
	report, warned, err := importIn(t, m, "USD", yuan, true)
	require.NoError(t, err)
	assert.Empty(t, warned)
	assert.Equal(t, imports.Ratio{Currency: "USD"}, report.Ratio)
	assert.EqualValues(t, 5, report.PointsEarned)
}
