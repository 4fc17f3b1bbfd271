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
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
	"pointsmall/mall/rule"
	"pointsmall/mall/store"
)

func addRatio(c mall.Currency, minor int64, points mall.Points) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", malltest.Start, rule.PurchaseRatio(c, minor, points))
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
	totals := map[string]int64{} // pence of each invoice
	buyers := map[string]bool{}
	var anonymous, cancelled int
	for _, r := range records[1:] {
		quantity, err := strconv.ParseInt(r[3], 10, 64)
		require.NoError(t, err)
		switch {
		case r[6] == "":
			anonymous++
		case r[0][0] == 'C' || quantity < 0:
			cancelled++
		default:
			totals[r[0]] += quantity * pence(t, r[5])
			buyers[r[6]] = true
		}
	}
	var points mall.Points
	for _, total := range totals {
		points += mall.Points(total / 100)
	}

	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		report, rejects := run(t, m, string(text), false)
		assert.Empty(t, rejects)
		assert.Equal(t, 10_000, report.Rows.Read)
		assert.Equal(t, []imports.Count{{imports.NoCustomer, anonymous}, {imports.Cancelled, cancelled}}, report.Skipped)
		assert.Equal(t, 2291, anonymous)
		assert.Equal(t, 100, cancelled)
		assert.Equal(t, 10_000-anonymous-cancelled, report.Rows.Accepted)
		assert.Zero(t, report.Rows.Rejected)
		assert.Equal(t, len(totals), report.Invoices.Recorded)
		assert.Equal(t, len(buyers), report.MembersAdded)
		assert.LessOrEqual(t, report.MembersAdded, 324)
		assert.Equal(t, points, report.PointsEarned)

		rows, err := m.DB.Ent().Purchase.Query().All(t.Context())
		require.NoError(t, err)
		got := map[string]int64{}
		for _, p := range rows {
			got[p.ExternalRef] = p.TotalMinor
		}
		assert.Equal(t, totals, got)

		before := stored(t, m.DB.Ent())
		again, _ := run(t, m, string(text), false)
		assert.Equal(t, before, stored(t, m.DB.Ent()))
		assert.Equal(t, len(totals), again.Invoices.AlreadyRecorded)
		assert.Zero(t, again.Invoices.Recorded+again.MembersAdded+int(again.PointsEarned))
		assert.Equal(t, report.Rows, again.Rows)
	})
}
