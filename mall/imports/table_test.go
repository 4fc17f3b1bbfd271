package imports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// One file in many dresses is one file.
func TestDressesOfAFile(t *testing.T) {
	named := map[Column]string{
		InvoiceColumn: "单号", SkuColumn: "货号", QuantityColumn: "数量", DateColumn: "时间", PriceColumn: "单价", MemberColumn: "会员号",
	}
	semicolons := "单号;货号;数量;时间;单价;会员号\n10001;龙井茶;1;05.01.2026 10:00;30,5;张三\n"
	for name, c := range map[string]struct {
		text string
		want Reading
	}{
		"UTF-8":         {chinese, Reading{Encoding: UTF8, Separator: ","}},
		"GBK":           {encode(t, GB18030, chinese), Reading{Encoding: GB18030, Separator: ","}},
		"UTF-16":        {"\xff\xfe" + encode(t, UTF16LE, strings.ReplaceAll(chinese, ",", "\t")), Reading{Encoding: UTF16LE, Separator: "\t"}},
		"pipes":         {strings.ReplaceAll(chinese, ",", "|"), Reading{Encoding: UTF8, Separator: "|"}},
		"mark, CR LF":   {"\ufeff" + strings.ReplaceAll(chinese, "\n", "\r\n"), Reading{Encoding: UTF8, Separator: ","}},
		"CR":            {strings.ReplaceAll(chinese, "\n", "\r"), Reading{Encoding: UTF8, Separator: ","}},
		"decimal comma": {semicolons, Reading{Encoding: UTF8, Separator: ";", Decimal: DecimalComma, Dates: DayFirst}},
		"a title":       {"2026年1月 销售明细\n\n" + chinese, Reading{Encoding: UTF8, Separator: ",", HeaderLine: 3}},
		"quoted":        {strings.ReplaceAll(chinese, "10001", `="10001"`), Reading{Encoding: UTF8, Separator: ","}},
		"quoted twice":  {strings.ReplaceAll(chinese, "10001", `"=""10001"""`), Reading{Encoding: UTF8, Separator: ","}},
		"a footer":      {chinese + "合计,,1,,30.5,\n", Reading{Encoding: UTF8, Separator: ","}},
	} {
		t.Run(name, func(t *testing.T) {
			j, _, invoices := gatherText(t, c.text, Options{Columns: named, Currency: "CNY"})
			require.Len(t, invoices, 1)
			inv := invoices[0]
			assert.Equal(t, "10001", inv.number)
			assert.Equal(t, "张三", inv.customer)
			assert.Equal(t, mall.Money{Minor: 3050, Currency: "CNY"}, inv.total)
			assert.Equal(t, []mall.PurchaseLine{{Sku: "龙井茶", Quantity: 1, UnitPrice: "30.5"}}, inv.lines)
			assert.Equal(t, "2026-01-05 10:00", inv.at.Format("2006-01-02 15:04"))
			got := j.reading()
			if c.want.Decimal == "" {
				c.want.Decimal, c.want.Dates = DecimalPoint, YearFirst
			}
			c.want.HeaderLine = max(1, c.want.HeaderLine)
			c.want.Guessed = got.Guessed
			assert.Equal(t, c.want, got)
		})
	}
}

// What a whole file agrees on is guessed; what it does not say is not.
func TestGuessesFromAllRows(t *testing.T) {
	for name, c := range map[string]struct {
		rows string
		want Reading
	}{
		"points":              {"1,A,1,2010-12-01,2.50,7", Reading{Decimal: DecimalPoint, Dates: YearFirst}},
		"commas":              {"1,A,1,2010-12-01,\"2,50\",7", Reading{Decimal: DecimalComma, Dates: YearFirst}},
		"thousands":           {"1,A,1,2010-12-01,\"1,250\",7", Reading{Decimal: DecimalPoint, Dates: YearFirst}},
		"both":                {"1,A,1,2010-12-01,\"2,50\",7\n2,A,1,2010-12-01,2.50,7", Reading{Decimal: DecimalPoint, Dates: YearFirst}},
		"day first":           {"1,A,1,1/12/2010,2.50,7\n2,A,1,13/12/2010,2.50,7", Reading{Decimal: DecimalPoint, Dates: DayFirst}},
		"month first":         {"1,A,1,12/1/2010,2.50,7\n2,A,1,12/13/2010,2.50,7", Reading{Decimal: DecimalPoint, Dates: MonthFirst}},
		"neither":             {"1,A,1,12/1/2010,2.50,7", Reading{Decimal: DecimalPoint, Dates: YearFirst}},
		"they do not agree":   {"1,A,1,12/13/2010,2.50,7\n2,A,1,13/12/2010,2.50,7", Reading{Decimal: DecimalPoint, Dates: YearFirst}},
		"thousands by points": {"1,A,1,2010-12-01,1.250,7\n1,A,1,2010-12-01,\"12,50\",7", Reading{Decimal: DecimalComma, Dates: YearFirst}},
	} {
		t.Run(name, func(t *testing.T) {
			j, _, _ := gatherText(t, header+c.rows, Options{})
			assert.Equal(t, c.want.Decimal, j.decimal)
			assert.Equal(t, c.want.Dates, j.dates)
			assert.Equal(t, []Guess{GuessEncoding, GuessSeparator, GuessDecimal, GuessDates}, j.guesses)
			said := Options{Encoding: UTF8, Separator: ',', Decimal: DecimalComma, Dates: MonthFirst}
			j, _, _ = gatherText(t, header+c.rows, said)
			assert.Equal(t, Reading{UTF8, ",", DecimalComma, MonthFirst, 1, []Guess{}}, j.reading(), "what the caller says is not guessed")
		})
	}
}

func TestColumnsByName(t *testing.T) {
	got, err := ParseColumns([]string{"invoice=Bill, No.,customer=Karte;total=Σ=x", "sku = 货号"})
	require.NoError(t, err)
	assert.Equal(t, map[Column]string{InvoiceColumn: "Bill, No.", MemberColumn: "Karte", TotalColumn: "Σ=x", SkuColumn: "货号"}, got)
	for text, want := range map[string]string{
		"invoice":                     `"invoice" is not COLUMN=NAME with one of the columns invoice, sku, quantity`,
		"bill=No":                     `"bill=No" is not COLUMN=NAME`,
		"invoice=":                    `"invoice=" is not COLUMN=NAME`,
		"invoice=A,invoice=B":         "invoice is named twice: A and B",
		"invoice=A,sku=a":             "a stands for both invoice and sku",
		"amount=Summe,discount=Minus": "name a column for amount or for discount, not for both",
	} {
		_, err := ParseColumns([]string{text})
		require.ErrorContains(t, err, want)
	}
}

// Rejected rows are written as the file is, so that the same flags read them again.
func TestRejectsAreWrittenAsTheFileIs(t *testing.T) {
	named := map[Column]string{
		InvoiceColumn: "单号", SkuColumn: "货号", QuantityColumn: "数量", DateColumn: "时间", PriceColumn: "单价", MemberColumn: "会员号",
	}
	text := encode(t, GB18030, strings.ReplaceAll(strings.ReplaceAll(chinese, ",", ";"), "30.5", "很贵"))
	o := Options{Columns: named, Currency: "CNY"}
	rejects, records := rejectsOf(t, text, o)
	assert.Equal(t, []string{"10001", "龙井茶", "1", "2026-01-05 10:00", "很贵", "张三", "2", `price is not an amount: "很贵"`}, records[1])
	o.Encoding, o.Separator = GB18030, ';'
	mended := strings.ReplaceAll(rejects, encode(t, GB18030, "很贵"), "30")
	_, _, invoices := gatherText(t, mended, o)
	assert.Len(t, invoices, 1)
}
