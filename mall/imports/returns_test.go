package imports_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
)

// regular is what customer 7 bought, and customer 8.
const regular = header +
	"1,A,5,2010-12-01 08:00,10,7\n1,B,1,2010-12-01 08:00,3,7\n" +
	"2,A,2,2010-12-02 08:00,12,7\n" +
	"3,A,3,2010-12-03 08:00,10,7\n" +
	"4,A,9,2010-12-01 09:00,10,8\n"

// from says which invoices the recorded returns are matched to.
func from(t *testing.T, m *malltest.Mall) map[string]string {
	t.Helper()
	rows, err := m.DB.Ent().PurchaseReturn.Query().All(t.Context())
	require.NoError(t, err)
	found := map[string]string{}
	for _, r := range rows {
		require.Equal(t, mall.ReturnApplied, r.Status)
		found[r.ExternalRef] = r.PurchaseRef
	}
	return found
}

func TestCancelledRowsAreMatched(t *testing.T) {
	for name, c := range map[string]struct {
		rows      string
		want      map[string]string
		takenBack mall.Points
		rejected  []imports.Count
	}{
		"the latest that has enough": {rows: "C9,A,-3,2010-12-04 08:00,10,7\n", want: map[string]string{"C9/A/3": "3"}, takenBack: 30},
		"not one that is later":      {rows: "C9,A,-3,2010-12-02 09:00,10,7\n", want: map[string]string{"C9/A/3": "1"}, takenBack: 30},
		"not one that has less":      {rows: "C9,A,-4,2010-12-04 08:00,10,7\n", want: map[string]string{"C9/A/4": "1"}, takenBack: 40},
		"at another price":           {rows: "C9,A,-2,2010-12-02 10:00,11,7\n", want: map[string]string{"C9/A/2": "2"}, takenBack: 24},
		"several invoices": {
			rows: "C9,B,-1,2010-12-04 08:00,3,7\nC9,A,-3,2010-12-04 08:00,10,7\nC9,A,-2,2010-12-04 08:00,10,7\n",
			want: map[string]string{"C9/B/1": "1", "C9/A/2": "3", "C9/A/3": "1"}, takenBack: 53,
		},
		"the same row twice":          {rows: "C9,A,-2,2010-12-04 08:00,10,7\nC9,A,-2,2010-12-04 08:00,10,7\n", want: map[string]string{"C9/A/2": "3", "C9/A/2/2": "2"}, takenBack: 44},
		"without a C":                 {rows: "1,B,-1,2010-12-04 08:00,3,7\n", want: map[string]string{"1/B/1": "1"}, takenBack: 3},
		"more than any":               {rows: "C9,A,-6,2010-12-04 08:00,10,7\n", rejected: []imports.Count{{imports.NothingBought, 1}}},
		"another's":                   {rows: "C9,A,-4,2010-12-01 08:30,10,8\n", rejected: []imports.Count{{imports.NothingBought, 1}}},
		"a stranger's":                {rows: "C9,A,-1,2010-12-04 08:00,10,9\n", rejected: []imports.Count{{imports.NothingBought, 1}}},
		"not negative":                {rows: "C9,A,1,2010-12-04 08:00,10,7\n", rejected: []imports.Count{{imports.NotNegative, 1}}},
		"one is bad, the other stays": {rows: "C9,A,-1,2010-12-04 08:00,x,7\nC9,A,-3,2010-12-04 08:00,10,7\n", want: map[string]string{"C9/A/3": "3"}, takenBack: 30, rejected: []imports.Count{{imports.BadPrice, 1}}},
		"by weight":                   {rows: "5,F,0.4,2010-12-01 08:00,10,7\n5,F,0.7,2010-12-01 08:00,10,7\nC9,F,-0.4,2010-12-04 08:00,10,7\n", want: map[string]string{"C9/F/0.4": "5"}, takenBack: 4},
		"part of a weight":            {rows: "5,F,0.4,2010-12-01 08:00,10,7\nC9,F,-0.3,2010-12-04 08:00,10,7\n", want: map[string]string{"C9/F/0.3": "5"}, takenBack: 3},
		"more than was weighed":       {rows: "5,F,0.4,2010-12-01 08:00,10,7\nC9,F,-0.5,2010-12-04 08:00,10,7\n", rejected: []imports.Count{{imports.NothingBought, 1}}},
		"a bad one spoils no invoice": {rows: "1,A,-1,never,10,7\n", rejected: []imports.Count{{imports.BadDate, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			m := malltest.Open(t, malltest.SQLite(t))
			pounds(t, m)
			preview, _ := run(t, m, regular+c.rows, true)
			report, rejects := run(t, m, regular+c.rows, false)
			preview.DryRun = false
			assert.Equal(t, report, preview, "a dry run says what a run does")
			assert.Equal(t, 4+strings.Count(c.rows, "5,F,0.4"), report.Invoices.Recorded)
			assert.Equal(t, len(c.want), report.Returns.Recorded)
			assert.Equal(t, c.takenBack, report.PointsTakenBack)
			assert.ElementsMatch(t, c.rejected, report.Rejected)
			assert.Equal(t, len(c.rejected) > 0, strings.Contains(rejects, "\n"), "rejected rows are written")
			if c.want == nil {
				c.want = map[string]string{}
			}
			assert.Equal(t, c.want, from(t, m))
			assert.Equal(t, report.Rows.Read, report.Rows.Accepted+report.Rows.Skipped+report.Rows.Rejected)

			before := stored(t, m.DB.Ent())
			again, _ := run(t, m, regular+c.rows, false)
			assert.Equal(t, before, stored(t, m.DB.Ent()), "a second run adds nothing")
			assert.Equal(t, len(c.want), again.Returns.AlreadyRecorded)
			assert.Zero(t, again.Returns.Recorded+int(again.PointsTakenBack))
			assert.Equal(t, report.Rows, again.Rows)
			preview, _ = run(t, m, regular+c.rows, true)
			preview.DryRun = false
			assert.Equal(t, again, preview)
		})
	}
}

// Rejected rows can be imported once what they return is there.
func TestRejectedReturnsAreImportedLater(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		_, rejects := run(t, m, header+"C9,A,-3,2010-12-04 08:00,10,7\n", false)
		run(t, m, regular, false)
		assert.Contains(t, rejects, "no earlier invoice of the customer")
		report, _ := run(t, m, rejects, false)
		assert.Equal(t, 1, report.Returns.Recorded)
		assert.Equal(t, map[string]string{"C9/A/3": "3"}, from(t, m))
	})
}

// What a till has returned already is not there to be returned by a file.
func TestReturnsOfATillCount(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		run(t, m, regular, false)
		_, err := m.Earning.RecordReturn(t.Context(), earning.Return{
			Source: purchase.Mall, ExternalRef: "till", PurchaseRef: "3", OccurredAt: malltest.Start, Lines: []mall.PurchaseLine{{Sku: "A", Quantity: 1, UnitPrice: "10"}},
		})
		require.NoError(t, err)
		run(t, m, header+"C9,A,-3,2010-12-04 08:00,10,7\n", false)
		assert.Equal(t, map[string]string{"till": "3", "C9/A/3": "1"}, from(t, m))
	})
}

func TestTwoImportsOfReturnsAtOnce(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		text := shop(90) + strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(shop(90), header), ",A,1,", ",A,-1,"), "12-01", "12-02")
		pounds(t, malltest.Open(t, url))
		var reports [2]imports.Report
		var wg sync.WaitGroup
		for i := range reports {
			m := malltest.Open(t, url)
			wg.Go(func() { reports[i], _ = run(t, m, text, false) })
		}
		wg.Wait()
		assert.Equal(t, 180, reports[0].Returns.Recorded+reports[1].Returns.Recorded)
		assert.EqualValues(t, 990, reports[0].PointsTakenBack+reports[1].PointsTakenBack)
		assert.Zero(t, reports[0].Rows.Rejected+reports[1].Rows.Rejected)
	})
}
