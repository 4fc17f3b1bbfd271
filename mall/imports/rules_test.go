package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func TestRoundTotalProperties(t *testing.T) {
	currencies := []mall.Currency{"GBP", "JPY", "KWD"}
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom(currencies).Draw(t, "currency")
		value := rapid.Int64Range(0, 1<<50).Draw(t, "value")
		decimals := rapid.Int32Range(0, 8).Draw(t, "decimals")
		got, ok := roundTotal(decimal.New(value, -decimals), currency)
		// floor(2 × value × 10^(digits − decimals) + 1) / 2), in whole numbers
		up := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(currency.Digits())), nil)
		down := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
		want := new(big.Int).Mul(big.NewInt(2*value), up)
		want.Add(want, down).Div(want, down.Mul(down, big.NewInt(2)))
		assert.Equal(t, want.Cmp(big.NewInt(1<<53)) < 0, ok)
		if ok {
			assert.Equal(t, mall.Money{Minor: want.Int64(), Currency: currency}, got)
		}
	})
}

func TestRoundTotalOnce(t *testing.T) {
	sum := decimal.RequireFromString("0.005").Mul(decimal.NewFromInt(3)) // rounded a row at a time it would be 0.03
	got, ok := roundTotal(sum, "GBP")
	assert.True(t, ok)
	assert.Equal(t, mall.Money{Minor: 2, Currency: "GBP"}, got)
	_, ok = roundTotal(decimal.New(1, 20), "GBP")
	assert.False(t, ok)
}

// below makes rows of a text below a header of so many columns.
func below(text string, columns int) *rows {
	return &rows{lines: newLines(strings.NewReader(text)), separator: ',', columns: columns}
}

// readAll reads every row.
func readAll(t *testing.T, from *rows) (all []row) {
	t.Helper()
	for {
		r, err := from.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, r)
	}
}

func TestABadQuotationMarkSpoilsOneLine(t *testing.T) {
	rows := readAll(t, below("a,b\r\n\r\n  \n\"x, y\",\"say \"\"hi\"\"\"\n1,\"open\n2,12\" tile\n3,4", 2))
	assert.Equal(t, []row{
		{line: 1, cells: []string{"a", "b"}},
		{line: 4, cells: []string{"x, y", `say "hi"`}},
		{line: 5, cells: []string{`1,"open`}, unreadable: true},
		{line: 6, cells: []string{`2,12" tile`}, unreadable: true},
		{line: 7, cells: []string{"3", "4"}},
	}, rows)
}

func TestACellMayHaveLineBreaks(t *testing.T) {
	rows := readAll(t, below("1,\"two\r\n\r\nlines\",x\r2,y,z\r\"3\nx\",\"a\nb\",\"\"\n4,\"too\nmany\",\"cells\",here\n5,6,7", 3))
	assert.Equal(t, []row{
		{line: 1, cells: []string{"1", "two\n\nlines", "x"}},
		{line: 4, cells: []string{"2", "y", "z"}},
		{line: 5, cells: []string{"3\nx", "a\nb", ""}},
		{line: 8, cells: []string{`4,"too`}, unreadable: true},
		{line: 9, cells: []string{`many","cells",here`}, unreadable: true},
		{line: 10, cells: []string{"5", "6", "7"}},
	}, rows)
}

// FuzzRows proves that no text takes rows away from the ones behind it.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{"", "a", `"`, `a,"b`, "\xef\xbb\xbf", "\xff", `"a""`, `="1`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\r\n") {
			return
		}
		rows := readAll(t, below(text+"\nlast,one", 2))
		assert.Equal(t, row{line: 2, cells: []string{"last", "one"}}, rows[len(rows)-1])
		if strings.TrimSpace(text) != "" {
			assert.Len(t, rows, 2)
		}
	})
}

// FuzzSplit compares the splitter with another.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"a,b", `"a,b",c`, `"a""b"`, `a"b`, `"a`, `,`, `"",""`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || strings.ContainsAny(text, "\r\n") || strings.Contains(text, `="`) {
			return
		}
		other := csv.NewReader(strings.NewReader(text))
		want, err := other.Read()
		got, q := split(text, ',')
		assert.Equal(t, err == nil, q == quotesClosed, "%q", text)
		if err == nil {
			assert.Equal(t, want, got)
		}
	})
}

// gatherText reads a text as a file.
func gatherText(t *testing.T, text string, o Options) (judge, *gathered, []*invoice) {
	t.Helper()
	if o.Currency == "" {
		o.Currency = "GBP"
	}
	o.Zone = time.UTC
	j := newJudge(o, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC))
	var err error
	file := strings.NewReader(text)
	j.table, err = findTable(t.Context(), file, o)
	require.NoError(t, err)
	g, err := j.gather(t.Context(), file, func(int) {})
	require.NoError(t, err)
	return j, g, g.finish(o.Currency, j.columns.has(TotalColumn))
}

// rejectsOf are a text's rejected rows, each with its reason as the last cell.
func rejectsOf(t *testing.T, text string, o Options) (rejects string, records [][]string) {
	t.Helper()
	j, g, _ := gatherText(t, text, o)
	g.cancelled()
	var out bytes.Buffer
	require.NoError(t, writeRejects(&out, strings.NewReader(text), j, g))
	plain, err := j.script.reader(bytes.NewReader(out.Bytes()))
	require.NoError(t, err)
	in := csv.NewReader(plain)
	in.Comma, in.FieldsPerRecord = rune(j.separator), -1
	records, err = in.ReadAll()
	require.NoError(t, err)
	return out.String(), records
}

const header = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"

// A file of rejected rows, mended badly, does not grow columns.
func TestRejectsOfRejects(t *testing.T) {
	_, records := rejectsOf(t, "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Line,Reason\n1,A,x,2010-12-01 08:26,1,7,9,bad\n", Options{})
	assert.Equal(t, []string{"InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Line", "Reason"}, records[0])
	assert.Equal(t, []string{"1", "A", "x", "2010-12-01 08:26", "1", "7", "2", `quantity is neither a number of pieces nor a weight: "x"`}, records[1])
}
