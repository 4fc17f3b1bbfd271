package imports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wide has every column that a file may have.
const wide = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Time,Kg,Off,Paid,Total,Cur\n"

var wideColumns = map[Column]string{
	TimeColumn: "Time", WeightColumn: "Kg", TotalColumn: "Total", CurrencyColumn: "Cur", DiscountColumn: "Off",
}

func TestTotalsOfInvoices(t *testing.T) {
	for name, c := range map[string]struct {
		rows  []string
		total string // empty: rejected
		why   string // the last row's
	}{
		"goods":                            {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,5,"}, total: "5.00 GBP"},
		"a discount as a negative line":    {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,4,", "1,,1,2026-01-05,-1,7,,,,,4,"}, total: "4.00 GBP"},
		"a discount beside its goods":      {rows: []string{"1,A,2,2026-01-05,2.50,7,,,1.00,,4,"}, total: "4.00 GBP"},
		"a negative discount is one, too":  {rows: []string{"1,A,2,2026-01-05,2.50,7,,,-1.00,,4,"}, total: "4.00 GBP"},
		"less was paid in all":             {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,3.99,", "1,B,1,2026-01-05,5,7,,,,,,"}, total: "3.99 GBP"},
		"a weight in its column":           {rows: []string{"1,A,,2026-01-05,10,7,,0.385,,,3.85,"}, total: "3.85 GBP"},
		"a weight as quantity":             {rows: []string{"1,A,0.385,2026-01-05,10,7,,,,,3.85,"}, total: "3.85 GBP"},
		"rows rounded one by one":          {rows: []string{"1,A,0.333,2026-01-05,10,7,,,,,6.68,", "1,A,0.334,2026-01-05,10,7,,,,,6.68,"}, total: "6.68 GBP"},
		"a time of its own":                {rows: []string{"1,A,1,2026-01-05,5,7,10:30,,,,5,"}, total: "5.00 GBP"},
		"its currency named":               {rows: []string{"1,A,1,2026-01-05,5,7,,,,,5,gbp"}, total: "5.00 GBP"},
		"another currency":                 {rows: []string{"1,A,1,2026-01-05,5,7,,,,,5,USD"}, why: `row is in another currency: "USD", and --currency is GBP`},
		"more was paid than bought":        {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,5.02,"}, why: "invoice's total is more than its rows: 5.02, and its rows come to 5"},
		"no total":                         {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,,"}, why: "invoice names no total"},
		"two totals":                       {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,5,", "1,B,1,2026-01-05,1,7,,,,,6,"}, why: "invoice names two totals: 5 and 6"},
		"a negative total":                 {rows: []string{"1,A,2,2026-01-05,2.50,7,,,,,-5,"}, why: "total is not an amount that was paid: -5 is negative"},
		"a discount of more than goods":    {rows: []string{"1,A,1,2026-01-05,5,7,,,6,,0,"}, why: "discount is unreadable or more than its row: 6, and the goods cost 5"},
		"discounts of more than all goods": {rows: []string{"1,A,1,2026-01-05,5,7,,,,,0,", "1,,1,2026-01-05,-6,7,,,,,0,"}, why: "invoice's discounts are more than its goods: by 1"},
		"a discount alone":                 {rows: []string{"1,,1,2026-01-05,-6,7,,,,,0,"}, why: "invoice has discounts alone"},
		"four decimals of a weight":        {rows: []string{"1,A,0.3855,2026-01-05,10,7,,,,,3.86,"}, why: `quantity is neither a number of pieces nor a weight: "0.3855" has more than 3 decimals`},
		"a price below zero, come back":    {rows: []string{"1,A,-1,2026-01-05,-10,7,,,,,,"}, why: "price is negative: -10, and the quantity is negative, too"},
		"numbers that repeat every day":    {rows: []string{"1,A,1,2026-01-05,5,7,,,,,5,", "1,A,1,2026-01-06,5,7,,,,,5,"}, why: "invoice has rows of two times: two invoices under one number: 2026-01-05 00:00:00 and 2026-01-06 00:00:00 UTC"},
		"a number that a spreadsheet cut":  {rows: []string{"2.02207E+18,A,1,2026-01-05,5,7,,,,,5,"}, why: `a spreadsheet has spoilt the number: "2.02207E+18" stands for many numbers: format the column as text and export it again`},
		"a number made a fraction":         {rows: []string{"1001.0,A,1,2026-01-05,5,7,,,,,5,"}, why: `a spreadsheet has spoilt the number: "1001.0" has decimals`},
		"a number that lost its end":       {rows: []string{"2022070112345670000,A,1,2026-01-05,5,7,,,,,5,"}, why: "has only zeroes behind its 15th digit"},
		"a member that lost its end":       {rows: []string{"1,A,1,2026-01-05,5,6222021234567890000,,,,,5,"}, why: "has only zeroes behind its 15th digit"},
		"goods that a spreadsheet cut":     {rows: []string{"1,6.9E+12,1,2026-01-05,5,7,,,,,5,"}, why: `a spreadsheet has spoilt the number: "6.9E+12"`},
	} {
		t.Run(name, func(t *testing.T) {
			text := wide + strings.Join(c.rows, "\n")
			_, _, invoices := gatherText(t, text, Options{Columns: wideColumns})
			_, records := rejectsOf(t, text, Options{Columns: wideColumns})
			if c.total == "" {
				assert.Empty(t, invoices)
				require.Len(t, records, 1+len(c.rows), "all rows of an invoice are rejected together")
				last := records[len(records)-1]
				assert.Contains(t, last[len(last)-1], c.why)
				return
			}
			assert.Len(t, records, 1)
			require.Len(t, invoices, 1)
			assert.Equal(t, c.total, invoices[0].total.String())
		})
	}
}

func TestAmountsOfRows(t *testing.T) {
	for name, c := range map[string]struct {
		named       map[Column]string
		row         string
		total, unit string // empty: rejected
	}{
		"beside the price":        {map[Column]string{AmountColumn: "Paid"}, "1,A,2,2026-01-05,2.50,7,,,,4.00,,", "4.00 GBP", "2.5"},
		"in place of the price":   {map[Column]string{AmountColumn: "Paid", PriceColumn: "none"}, "1,A,3,2026-01-05,,7,,,,10,,", "", ""},
		"the price is empty":      {map[Column]string{AmountColumn: "Paid"}, "1,A,3,2026-01-05,,7,,,,10,,", "10.00 GBP", "3.33333333"},
		"rounded":                 {map[Column]string{AmountColumn: "Paid"}, "1,A,0.385,2026-01-05,29.90,7,,,,11.52,,", "11.52 GBP", "29.9"},
		"more than the goods":     {map[Column]string{AmountColumn: "Paid"}, "1,A,2,2026-01-05,2.50,7,,,,5.02,,", "", ""},
		"negative":                {map[Column]string{AmountColumn: "Paid"}, "1,A,2,2026-01-05,2.50,7,,,,-5,,", "", ""},
		"neither price nor money": {map[Column]string{AmountColumn: "Paid"}, "1,A,2,2026-01-05,,7,,,,,,", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.named[PriceColumn] == "none" {
				_, err := findTable(t.Context(), strings.NewReader(wide+c.row), Options{Columns: c.named})
				require.ErrorContains(t, err, "column none is missing", "what is named must be there")
				return
			}
			_, _, invoices := gatherText(t, wide+c.row, Options{Columns: c.named})
			if c.total == "" {
				assert.Empty(t, invoices)
				return
			}
			require.Len(t, invoices, 1)
			assert.Equal(t, c.total, invoices[0].total.String())
			assert.Equal(t, c.unit, invoices[0].lines[0].UnitPrice)
		})
	}
	_, _, invoices := gatherText(t, "InvoiceNo,StockCode,InvoiceDate,CustomerID,Kg,Paid\n1,A,2026-01-05,7,0.5,10\n", Options{Columns: map[Column]string{AmountColumn: "Paid", WeightColumn: "Kg"}})
	require.Len(t, invoices, 1, "an amount stands for the price, a weight for the quantity")
	assert.Equal(t, "10.00 GBP", invoices[0].total.String())
}

func TestRowsOfNobodyAreSkipped(t *testing.T) {
	text := header + "1,A,1,2026-01-05,5,\n1,A,1,2026-01-05,5,NULL\n1,A,1,2026-01-05,5,散客\n1,A,1,2026-01-05,5,7\n"
	_, g, invoices := gatherText(t, text, Options{Nobody: []string{"散客"}})
	assert.Equal(t, map[Reason]int{NoCustomer: 3}, g.skipped)
	require.Len(t, invoices, 1)
	assert.Equal(t, "5.00 GBP", invoices[0].total.String())
}
