package imports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	entpurchase "pointsmall/ent/purchase"
	"pointsmall/mall"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
)

// london is where the files' dates are from.
func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	return zone
}

// pounds has purchases in GBP earn a point for every whole pound.
func pounds(t *testing.T, m *malltest.Mall) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), addRatio("GBP", 100, 1)))
}

// run imports text and returns the report and the rejected rows.
func run(t *testing.T, m *malltest.Mall, text string, dryRun bool) (imports.Report, string) {
	t.Helper()
	var rejects bytes.Buffer
	report, err := imports.New(m.DB, m.Earning, m.Clock.Now).Purchases(t.Context(), strings.NewReader(text),
		imports.Options{Currency: "GBP", Zone: london(t), DryRun: dryRun, Rejects: &rejects})
	require.NoError(t, err)
	return report, rejects.String()
}

func dirty(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/dirty.csv")
	require.NoError(t, err)
	return string(text)
}

// stored counts what an import may write.
func stored(t *testing.T, db *ent.Client) [6]int {
	t.Helper()
	var counts [6]int
	for i, count := range []func(context.Context) (int, error){
		db.Member.Query().Count, db.Account.Query().Count, db.Purchase.Query().Count, db.Entry.Query().Count, db.EarningRule.Query().Count,
		db.PurchaseReturn.Query().Count,
	} {
		n, err := count(t.Context())
		require.NoError(t, err)
		counts[i] = n
	}
	return counts
}

func TestDirtyFile(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		before := stored(t, m.DB.Ent())
		preview, previewRejects := run(t, m, dirty(t), true)
		assert.Equal(t, before, stored(t, m.DB.Ent()), "a dry run writes nothing")
		assert.True(t, preview.DryRun)

		report, rejects := run(t, m, dirty(t), false)
		want := imports.Report{}
		want.Rows.Read, want.Rows.Accepted, want.Rows.Skipped, want.Rows.Rejected = 29, 10, 2, 17
		want.Skipped = []imports.Count{{imports.NoCustomer, 2}}
		want.Rejected = []imports.Count{
			{imports.BadSibling, 2},
			{imports.BadQuantity, 2},
			{imports.BadDate, 2},
			{imports.NothingBought, 2},
			{imports.TwoCustomers, 2},
			{imports.BadColumns, 2},
			{imports.BadQuotes, 1},
			{imports.BadInvoice, 1},
			{imports.TooMuch, 1},
			{imports.BadPrice, 1},
			{imports.BadSku, 1},
		}
		want.Invoices.Recorded, want.Invoices.Rejected, want.Returns.Rejected = 7, 10, 2
		want.Invoices.WithoutPoints = 3
		want.MembersAdded, want.PointsEarned = 7, 35+9+1+1
		want.Ratio = imports.Ratio{Currency: "GBP", AmountMinor: 100, Points: 1}
		want.Reading = imports.Reading{
			Encoding: imports.UTF8, Separator: ",", Decimal: imports.DecimalPoint, Dates: imports.YearFirst, HeaderLine: 1,
			Guessed: []imports.Guess{imports.GuessSeparator, imports.GuessDecimal, imports.GuessDates},
		}
		want.Warnings = []string{}
		assert.ElementsMatch(t, want.Rejected, report.Rejected)
		want.Rejected = report.Rejected
		assert.Equal(t, want, report)

		preview.DryRun = false
		assert.Equal(t, report, preview, "a dry run says what a run does")
		assert.Equal(t, rejects, previewRejects)
		checkRejects(t, rejects)
		unmended, _ := run(t, m, rejects, true)
		assert.Equal(t, 17, unmended.Rows.Rejected, "rejected rows that nobody mended are rejected again")
		checkStored(t, m)

		after := stored(t, m.DB.Ent())
		again, rejectsAgain := run(t, m, dirty(t), false)
		assert.Equal(t, after, stored(t, m.DB.Ent()), "a second run adds nothing")
		assert.Equal(t, rejects, rejectsAgain)
		want.Invoices.Recorded, want.Invoices.AlreadyRecorded, want.Invoices.WithoutPoints = 0, 7, 0
		want.MembersAdded, want.PointsEarned = 0, 0
		assert.Equal(t, want, again)
		preview, _ = run(t, m, dirty(t), true)
		preview.DryRun = false
		assert.Equal(t, again, preview)
	})
}

// checkRejects looks at the rejected rows of dirty.csv.
func checkRejects(t *testing.T, rejects string) {
	t.Helper()
	require.True(t, strings.HasPrefix(rejects, "\ufeff"), "as the file began")
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(rejects, "\ufeff")))
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	require.NoError(t, err)
	assert.Equal(t, []string{"Country", "CustomerID", "UnitPrice", "InvoiceDate", "Quantity", "Description", "stockcode", " InvoiceNo", "Line", "Reason"}, records[0])
	reasons := map[string]string{}
	for _, r := range records[1:] {
		reasons[r[len(r)-2]] = r[len(r)-1]
	}
	assert.Equal(t, map[string]string{
		"9":  "no earlier invoice of the customer has that many pieces left to return",
		"10": "no earlier invoice of the customer has that many pieces left to return",
		"13": `date is unreadable or out of range: "01/12/2010 11:00" may begin with its day or its month: say by --dates dmy or --dates mdy`,
		"14": `quantity is neither a number of pieces nor a weight: "two"`,
		"16": `quantity is neither a number of pieces nor a weight: quantity is 0`,
		"17": `price is not an amount: "1e3"`,
		"19": `stock code is missing or unusable: it is empty`,
		"20": "invoice names two customers: 15102 and 15103 (line 21)",
		"21": "invoice names two customers: 15102 and 15103 (line 21)",
		"22": "wrong number of columns: 9 instead of 8",
		"23": "wrong number of columns: 4 instead of 8",
		"24": "a quotation mark is out of place: cells that have one are put between two, and theirs doubled",
		"25": "another row of the invoice is rejected: line 24: a quotation mark is out of place: cells that have one are put between two, and theirs doubled",
		"26": `invoice number is missing or unusable: it is empty`,
		"27": "date is unreadable or out of range: 2999-12-01 11:00:00 lies in the future or before 1970",
		"28": "invoice's total is too large",
		"31": "another row of the invoice is rejected: line 22: wrong number of columns: 9 instead of 8",
	}, reasons)
	assert.Contains(t, rejects, "\nUK,15103,1.00,2010-12-01,23,wrong number of columns", "a row with too few columns keeps its shape")
}

// checkStored looks at what dirty.csv added.
func checkStored(t *testing.T, m *malltest.Mall) {
	t.Helper()
	rows, err := m.DB.Ent().Purchase.Query().Order(entpurchase.ByExternalRef()).All(t.Context())
	require.NoError(t, err)
	require.Len(t, rows, 7)
	first := rows[0]
	assert.Equal(t, "mall", first.Source)
	assert.Equal(t, "100", first.ExternalRef)
	assert.EqualValues(t, 3564, first.TotalMinor)
	assert.EqualValues(t, "GBP", first.Currency)
	assert.EqualValues(t, 35, first.Points)
	assert.True(t, first.OccurredAt.Equal(time.Date(2010, 12, 1, 8, 26, 0, 0, time.UTC)), "the earliest row's time")
	assert.Equal(t, []mall.PurchaseLine{{Sku: "71053", Quantity: 6, UnitPrice: "3.39"}, {Sku: "85123A", Quantity: 6, UnitPrice: "2.55"}}, first.Lines)
	assert.EqualValues(t, 1, rows[1].TotalMinor, "half a penny is rounded up")
	assert.Zero(t, rows[2].TotalMinor, "a discount of all that its invoice has")
	assert.Equal(t, []mall.PurchaseLine{{Sku: "A", Quantity: 1, UnitPrice: "1"}}, rows[2].Lines)
	assert.EqualValues(t, 150, rows[3].TotalMinor, "a weight")
	assert.Equal(t, []mall.PurchaseLine{{Sku: "A", Quantity: 1, Measure: "1.5", UnitPrice: "1"}}, rows[3].Lines)
	assert.True(t, rows[5].OccurredAt.Equal(time.Date(2010, 7, 1, 11, 0, 0, 0, time.UTC)), "summer time")
	assert.EqualValues(t, 9, rows[5].Points)

	who, err := m.DB.Ent().Member.Get(t.Context(), first.MemberID)
	require.NoError(t, err)
	assert.Equal(t, "17850", *who.ExternalRef)
	assert.Equal(t, "Customer 17850", who.DisplayName)
	assert.EqualValues(t, 35, m.Available(who.ID))
}

const header = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"

func TestOtherContentsAreAConflict(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		run(t, m, header+"1,A,2,2010-12-01 08:26:00,2.50,7\n1,B,1,2010-12-01 08:26:00,1,7\n2,A,1,2010-12-01 08:26:00,2.50,7\n", false)
		changed := header + "1,B,1.0,2010-12-01 08:26:00,1.00,7.0\n1,A,2,2010-12-01 08:26,2.5,7\n2,A,3,2010-12-01 08:26:00,2.50,7\n"
		preview, _ := run(t, m, changed, true)
		report, rejects := run(t, m, changed, false)
		preview.DryRun = false
		assert.Equal(t, report, preview)
		assert.Equal(t, 1, report.Invoices.AlreadyRecorded, "the same, written otherwise")
		assert.Equal(t, 1, report.Invoices.Rejected)
		assert.Equal(t, []imports.Count{{imports.Conflict, 1}}, report.Rejected)
		assert.Contains(t, rejects, "2,A,3,2010-12-01 08:26:00,2.50,7,4,invoice was recorded before with other contents")
	})
}

func TestRatioThatIsSetStays(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		require.NoError(t, m.DB.InTx(t.Context(), addRatio("GBP", 1000, 30)))
		text := header + "1,A,1,2010-12-01 08:26:00,29.99,7\n"
		preview, _ := run(t, m, text, true)
		report, _ := run(t, m, text, false)
		assert.EqualValues(t, 89, report.PointsEarned, "29.99 / 10 × 30, floored once")
		assert.EqualValues(t, 89, preview.PointsEarned)
		assert.Equal(t, imports.Ratio{Currency: "GBP", AmountMinor: 1000, Points: 30}, report.Ratio)
	})
}

func TestInvoiceWithTooManyRows(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		text := header + strings.Repeat("1,A,1,2010-12-01 08:26:00,1,7\n", 1000) + strings.Repeat("2,A,1,2010-12-01 08:26:00,1,7\n", 1001)
		report, rejects := run(t, m, text, false)
		assert.Equal(t, 1, report.Invoices.Recorded, "what fits is not refused by the mall")
		assert.Equal(t, []imports.Count{{imports.TooManyRows, 1001}}, report.Rejected)
		assert.Equal(t, 1002, strings.Count(rejects, "\n"))
	})
}

// shop writes a file of n invoices by n/3 customers, a row of each after the other.
func shop(n int) string {
	text := header
	for range 2 {
		for i := range n {
			text += fmt.Sprintf("%d,A,1,2010-12-01 08:26:00,5.50,%d\n", i, i%(n/3))
		}
	}
	return text
}

func TestTwoImportsAtOnce(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		const n = 600
		text := shop(n)
		pounds(t, malltest.Open(t, url))
		var reports [2]imports.Report
		var wg sync.WaitGroup
		for i := range reports {
			m := malltest.Open(t, url)
			wg.Go(func() { reports[i], _ = run(t, m, text, false) })
		}
		wg.Wait()
		assert.Equal(t, n, reports[0].Invoices.Recorded+reports[1].Invoices.Recorded)
		assert.Equal(t, n, reports[0].Invoices.AlreadyRecorded+reports[1].Invoices.AlreadyRecorded)
		assert.Equal(t, n/3, reports[0].MembersAdded+reports[1].MembersAdded)
		assert.EqualValues(t, 11*n, reports[0].PointsEarned+reports[1].PointsEarned)
	})
}

func TestInterruptedImportContinues(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pounds(t, m)
		const n = 900
		text := shop(n)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		done := 0
		_, err := imports.New(m.DB, m.Earning, m.Clock.Now).Purchases(ctx, strings.NewReader(text), imports.Options{
			Currency: "GBP", Zone: london(t), Phase: func(name string, _ int) func(int) {
				return func(int) {
					if done++; name == "recording" && done > 100 {
						stop()
					}
				}
			},
		})
		var stopped *imports.Stopped
		require.ErrorAs(t, err, &stopped)
		require.ErrorIs(t, err, context.Canceled)
		assert.Less(t, stopped.Done, n)
		assert.Contains(t, err.Error(), fmt.Sprintf("interrupted after %d of %d invoices", stopped.Done, n))

		report, _ := run(t, m, text, false)
		assert.Equal(t, stopped.Done, report.Invoices.AlreadyRecorded, "the error knows of everything that was recorded")
		assert.Equal(t, n-stopped.Done, report.Invoices.Recorded)
	})
}

func TestFilesThatCannotBeRead(t *testing.T) {
	m := malltest.Open(t, malltest.SQLite(t))
	pounds(t, m)
	for text, want := range map[string]string{
		"": "the file is empty",
		"Bill;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID\n":                 `column InvoiceNo is missing: the header names "Bill, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID"; --map invoice=NAME`,
		"InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n":                       "column CustomerID is missing",
		"InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,customerid\n": "names column CustomerID twice",
		header + "1,\xe9t\xe9,1,2010-12-01,1,7\n":                                    "line 2 is not UTF-8, and the file does not look like GB18030: say by --encoding",
		header + strings.Repeat("x", 2<<20):                                          "line 2 is longer than 1048576 bytes",
	} {
		_, err := imports.New(m.DB, m.Earning, m.Clock.Now).Purchases(t.Context(), strings.NewReader(text), imports.Options{Currency: "GBP", Zone: time.UTC})
		require.ErrorContains(t, err, want)
	}
}
