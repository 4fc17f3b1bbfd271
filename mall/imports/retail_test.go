package imports_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

func addRatio(c mall.Currency, minor int64, points mall.Points) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", malltest.Start, &rule.Rule{
			Code: "purchase-" + strings.ToLower(string(c)), Version: 1, Status: mall.RuleActive, Name: mall.Text{EN: "Purchases"},
			Definition: rule.Definition{
				Trigger: mall.TriggerPurchase, Effect: rule.Effect{Ratio: &rule.Ratio{Points: points, AmountMinor: minor, Currency: c}},
			},
		})
	}
}

// retail is 10,000 rows of the data set "Online Retail" (Daqing Chen, UCI Machine
// Learning Repository, 2015; CC BY 4.0). It is not part of the repository.
const retail = "../../../shared/data/online-retail-10k.csv"

// pence reads a price of the file, which has at most two decimals.
func pence(t *testing.T, price string) int64 {
	t.Helper()
	pounds, rest, _ := strings.Cut(price, ".")
	minor, err := strconv.ParseInt(pounds+(rest + "00")[:2], 10, 64)
	require.NoError(t, err)
	require.LessOrEqual(t, len(rest), 2)
	return minor
}

func TestOnlineRetail(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash(retail))
	if err != nil {
		t.Skip("the data set is not here: " + err.Error())
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	require.NoError(t, err)
	till := newTill(t, records[1:])
	returns := till.matchReturns()
	var points mall.Points
	for _, inv := range till.invoices {
		points += mall.Points(inv.pence / 100)
	}
	require.Equal(t, 2291, till.anonymous)
	require.Len(t, till.cancelled, 100)

	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		preview, _ := run(t, m, string(text), true)
		report, rejects := run(t, m, string(text), false)
		preview.DryRun = false
		assert.Equal(t, report, preview, "a dry run says what a run does")
		unmatched := len(till.cancelled) - len(returns)
		assert.Equal(t, 10_000, report.Rows.Read)
		assert.Equal(t, []imports.Count{{imports.NoCustomer, till.anonymous}}, report.Skipped)
		assert.Equal(t, []imports.Count{{imports.NothingBought, unmatched}}, report.Rejected)
		assert.Equal(t, unmatched+1, strings.Count(rejects, "\n"))
		assert.Equal(t, 10_000-till.anonymous-unmatched, report.Rows.Accepted)
		assert.Equal(t, len(till.invoices), report.Invoices.Recorded)
		assert.Equal(t, len(returns), report.Returns.Recorded)
		assert.Equal(t, unmatched, report.Returns.Rejected)
		assert.Equal(t, len(till.buyers), report.MembersAdded)
		assert.LessOrEqual(t, report.MembersAdded, 324)
		assert.Equal(t, points, report.PointsEarned)
		assert.Equal(t, till.pointsTakenBack(), report.PointsTakenBack)
		assert.NotZero(t, report.PointsTakenBack)

		rows, err := m.DB.Ent().Purchase.Query().All(t.Context())
		require.NoError(t, err)
		got := map[string]int64{}
		for _, p := range rows {
			got[p.ExternalRef] = p.TotalMinor
		}
		want := map[string]int64{}
		for _, inv := range till.invoices {
			want[inv.number] = inv.pence
		}
		assert.Equal(t, want, got)
		applied, err := m.DB.Ent().PurchaseReturn.Query().All(t.Context())
		require.NoError(t, err)
		from := map[string]string{}
		for _, r := range applied {
			assert.Equal(t, mall.ReturnApplied, r.Status)
			from[r.ExternalRef] = r.PurchaseRef
		}
		wantFrom := map[string]string{}
		for _, r := range returns {
			wantFrom[r.number] = r.from.number
		}
		assert.Equal(t, wantFrom, from)

		before := stored(t, m.DB.Ent())
		again, _ := run(t, m, string(text), false)
		assert.Equal(t, before, stored(t, m.DB.Ent()))
		assert.Equal(t, len(till.invoices), again.Invoices.AlreadyRecorded)
		assert.Equal(t, len(returns), again.Returns.AlreadyRecorded)
		assert.Zero(t, again.Invoices.Recorded+again.Returns.Recorded+again.MembersAdded+int(again.PointsEarned+again.PointsTakenBack))
		assert.Equal(t, report.Rows, again.Rows)
	})
}
