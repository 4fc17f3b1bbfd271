package mall

import (
	"io"
	"strconv"

	"github.com/shopspring/decimal"
)

// Decimal is an exact decimal number that travels as a string, "12.50".
type Decimal struct{ decimal.Decimal }

// maxDecimalLength stops a caller from sending a number whose arithmetic costs
// seconds, such as 1e999999999.
const maxDecimalLength = 40

// ParseDecimal reads plain notation only: digits, one point, a leading minus.
func ParseDecimal(s string) (Decimal, error) {
	if s == "" || len(s) > maxDecimalLength {
		return Decimal{}, BadValue("a decimal has 1 to %d characters, got %d", maxDecimalLength, len(s))
	}
	for _, r := range s {
		if (r < '0' || r > '9') && r != '.' && r != '-' {
			return Decimal{}, BadValue("%q is not a decimal such as 12.50", s)
		}
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Decimal{}, BadValue("%q is not a decimal such as 12.50", s)
	}
	return Decimal{d}, nil
}

// MarshalGQL writes d as a JSON string. Trailing zeroes that were there are kept.
func (d Decimal) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(d.exact()))
}

// exact keeps the decimals that d was made with: 12.50 stays "12.50".
func (d Decimal) exact() string {
	if d.Exponent() < 0 {
		return d.StringFixed(-d.Exponent())
	}
	return d.Decimal.String()
}

// UnmarshalGQL reads a JSON string.
func (d *Decimal) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return BadValue("Decimal must be a string such as %q, got %s", "12.50", Shown(v))
	}
	parsed, err := ParseDecimal(s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
