package imports

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		mark     DecimalMark
		currency mall.Currency
		in, want string // empty: unreadable
	}{
		{DecimalPoint, "CNY", "1234.5", "1234.5"},
		{DecimalPoint, "CNY", "1,234,567.50", "1234567.5"},
		{DecimalPoint, "CNY", "¥1,234.50", "1234.5"},
		{DecimalPoint, "CNY", "￥１２．５０", "12.5"},
		{DecimalPoint, "CNY", "12.50元", "12.5"},
		{DecimalPoint, "CNY", "CNY 12.50", "12.5"},
		{DecimalPoint, "CNY", "-¥5.00", "-5"},
		{DecimalPoint, "CNY", "¥-5.00", "-5"},
		{DecimalPoint, "CNY", "\u22125", "-5"},
		{DecimalPoint, "GBP", "(£5.00)", "-5"},
		{DecimalPoint, "GBP", "5.00-", "-5"},
		{DecimalPoint, "GBP", "+5", "5"},
		{DecimalPoint, "GBP", ".5", "0.5"},
		{DecimalPoint, "GBP", "1 234.5", "1234.5"},
		{DecimalPoint, "CHF", "1'234.50", "1234.5"},
		{DecimalComma, "EUR", "1.234,50 €", "1234.5"},
		{DecimalComma, "EUR", "0,385", "0.385"},
		{DecimalComma, "EUR", "1.234", "1234"},
		{DecimalPoint, "EUR", "12,50", ""},
		{DecimalPoint, "EUR", "0,385", ""},
		{DecimalPoint, "EUR", "1,23,456", ""},
		{DecimalPoint, "CNY", "$5", ""},
		{DecimalPoint, "CNY", "", ""},
		{DecimalPoint, "CNY", "-", ""},
		{DecimalPoint, "CNY", ".", ""},
		{DecimalPoint, "CNY", "--5", ""},
		{DecimalPoint, "CNY", "1e3", ""},
		{DecimalPoint, "CNY", "1.5E+05", ""},
		{DecimalPoint, "CNY", "5.00 per kg", ""},
		{DecimalPoint, "CNY", strings.Repeat("9", 41), ""},
	} {
		got, why := parseAmount(c.in, c.mark, c.currency)
		if c.want == "" {
			assert.NotEmpty(t, why, c.in)
			continue
		}
		assert.Empty(t, why, c.in)
		assert.Equal(t, c.want, got.Decimal.String(), c.in)
	}
	_, why := parseAmount("12,50", DecimalPoint, "EUR")
	assert.Equal(t, `"12,50" has another decimal mark: --decimal comma reads it`, why)
	_, why = parseNumber("1.5E+05", DecimalPoint)
	assert.Equal(t, `"1.5E+05" is rounded by a spreadsheet: show all its digits and export it again`, why)
}

// However a number is written, it is read as itself or not at all.
func TestAmountProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := decimal.New(rapid.Int64Range(-1e12, 1e12).Draw(t, "value"), -rapid.Int32Range(0, 3).Draw(t, "decimals"))
		mark := rapid.SampledFrom([]DecimalMark{DecimalPoint, DecimalComma}).Draw(t, "mark")
		whole, decimals, _ := strings.Cut(value.Abs().String(), ".")
		thousands := rapid.SampledFrom([]string{"", "thousands", " ", "'"}).Draw(t, "thousands")
		point := "."
		if thousands == "thousands" {
			thousands = ","
		}
		if mark == DecimalComma {
			point, thousands = ",", strings.ReplaceAll(thousands, ",", ".")
		}
		text := whole
		if thousands != "" {
			for at := len(whole) - 3; at > 0; at -= 3 {
				text = text[:at] + thousands + text[at:]
			}
		}
		if decimals != "" {
			text += point + decimals
		}
		if value.IsNegative() {
			text = rapid.SampledFrom([]string{"-" + text, text + "-", "(" + text + ")", "-¥" + text, "¥-" + text}).Draw(t, "minus")
		}
		got, why := parseAmount(text, mark, "CNY")
		assert.Empty(t, why, text)
		assert.True(t, value.Equal(got.Decimal), "%s: %s", text, got.Decimal)
	})
}
