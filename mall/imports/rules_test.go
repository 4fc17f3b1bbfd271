package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func TestCustomerNumber(t *testing.T) {
	for in, want := range map[string]string{
		"17850.0": "17850", "17850": "17850", " 17850.00 ": "17850", "17850.": "17850", "007.0": "007", "0": "0",
	} {
		got, ok := customerNumber(in)
		assert.True(t, ok, in)
		assert.Equal(t, want, got, in)
	}
	for _, in := range []string{"", " ", ".0", "17850.5", "-1", "+1", "1.0.0", "1e5", "nan", "VIP-7", "1 2", "１７", strings.Repeat("1", 33)} {
		_, ok := customerNumber(in)
		assert.False(t, ok, in)
	}
}

func TestCustomerNumberProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{1,32}`).Draw(t, "digits")
		decimals := rapid.StringMatching(`(\.0{0,4})?`).Draw(t, "decimals")
		got, ok := customerNumber(digits + decimals)
		assert.True(t, ok)
		assert.Equal(t, digits, got, "the digits are kept")
		again, ok := customerNumber(got)
		assert.True(t, ok)
		assert.Equal(t, got, again, "a number is its own number")
	})
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "anything")
		if got, ok := customerNumber(in); ok {
			assert.Regexp(t, `^[0-9]{1,32}$`, got)
			assert.True(t, strings.HasPrefix(strings.TrimSpace(in), got))
		}
	})
}

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

// readAll reads every row of a text.
func readAll(t *testing.T, text string) (all []row) {
	t.Helper()
	from := newRows(strings.NewReader(text))
	for {
		r, err := from.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		r.cells = append([]string(nil), r.cells...)
		all = append(all, r)
	}
}

func TestOneLineIsOneRow(t *testing.T) {
	rows := readAll(t, "\xef\xbb\xbfa,b\r\n\r\n  \n\"x, y\",\"say \"\"hi\"\"\"\n1,\"open\n2,12\" tile\n3,4")
	assert.Equal(t, []row{
		{line: 1, cells: []string{"a", "b"}},
		{line: 4, cells: []string{"x, y", `say "hi"`}},
		{line: 5, cells: []string{`1,"open`}, unreadable: true},
		{line: 6, cells: []string{`2,12" tile`}, unreadable: true},
		{line: 7, cells: []string{"3", "4"}},
	}, rows)
}

// FuzzRows proves that no text takes rows away from the ones behind it.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{"", "a", `"`, `a,"b`, "\xef\xbb\xbf", "\xff", `"a""`, "a,b\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\n") {
			return
		}
		rows := readAll(t, "first\n"+text+"\nlast,one")
		last := rows[len(rows)-1]
		assert.Equal(t, row{line: 3, cells: []string{"last", "one"}}, last)
		if strings.TrimSpace(text) != "" {
			assert.Len(t, rows, 3)
		}
	})
}

func TestRejectsOfRejects(t *testing.T) {
	// A file of rejected rows, mended badly, does not grow columns.
	file := "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Line,Reason\n1,A,x,2010-12-01 08:26,1,7,9,bad\n"
	j := judge{}
	g, err := j.gather(t.Context(), strings.NewReader(file), func(int) {})
	require.NoError(t, err)
	g.finish("GBP")
	var out bytes.Buffer
	require.NoError(t, writeRejects(&out, strings.NewReader(file), j, g))
	records, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, []string{"InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Line", "Reason"}, records[0])
	assert.Equal(t, []string{"1", "A", "x", "2010-12-01 08:26", "1", "7", "2", `quantity is not a whole number that can be bought: "x"`}, records[1])
}
