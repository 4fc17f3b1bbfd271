package mall

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"
)

// Currency is an ISO 4217 code of money, such as CNY. Points currencies are
// another thing: see PointsCurrency.
type Currency string

// PointsCurrency names a kind of points. A mall starts with one, DefaultPoints.
type PointsCurrency string

// DefaultPoints is the points currency of a mall that has only one.
const DefaultPoints PointsCurrency = "POINTS"

// minorDigits lists the ISO 4217 currencies whose minor unit is not a hundredth.
var minorDigits = map[Currency]int32{
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
	"RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}

// Digits says how many decimals the currency's minor unit has: 2 for CNY, 0 for JPY.
func (c Currency) Digits() int32 {
	if d, ok := minorDigits[c]; ok {
		return d
	}
	return 2
}

// Valid reports whether c has the form of an ISO 4217 code: three capital letters.
func (c Currency) Valid() bool {
	return len(c) == 3 && strings.Trim(string(c), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// newCurrencies are those of ISO 4217 that golang.org/x/text v0.43.0 does not have: its
// list is of 2018.
var newCurrencies = []Currency{"MRU", "SLE", "UYW", "VED", "VES", "XAD", "XCG", "ZWG"}

// Known reports whether ISO 4217 has, or had, a currency of this code. Its codes for tests
// (XTS) and for no currency (XXX) are none. What is stored may be of a currency that is
// not known, as older versions took it; ask Valid of that.
func (c Currency) Known() bool {
	if !c.Valid() || c == "XXX" || c == "XTS" {
		return false
	}
	_, err := currency.ParseISO(string(c))
	return err == nil || slices.Contains(newCurrencies, c)
}

// CheckKnown refuses a currency that does not exist: INVALID_INPUT at currency.
func (c Currency) CheckKnown() *Error {
	switch {
	case !c.Valid():
		return Errorf(CodeInvalidInput, "currency must be an ISO 4217 code such as CNY, not %q", "货币须为 ISO 4217 代码（如 CNY），而不是 %q", string(c)).At("currency")
	case !c.Known():
		return Errorf(CodeInvalidInput, "there is no currency %q in ISO 4217", "ISO 4217 中没有货币 %q", string(c)).At("currency")
	}
	return nil
}

// Money is an exact amount: Minor counts the currency's minor units (fen, cents).
type Money struct {
	Minor    int64
	Currency Currency
}

// maxMinor keeps sums of money far from the edge of int64.
const maxMinor = int64(1) << 53

// ReadMoney turns what a caller wrote into money. It refuses what ParseMoney does, and
// currencies that do not exist.
func ReadMoney(amount Decimal, c Currency) (Money, error) {
	if refusal := c.CheckKnown(); refusal != nil {
		return Money{}, refusal
	}
	return ParseMoney(amount, c)
}

// ParseMoney turns a decimal amount, in a currency that is stored, into money. It refuses
// amounts finer than the currency's minor unit, and amounts of 2^53 minor units or more.
func ParseMoney(amount Decimal, c Currency) (Money, error) {
	if !c.Valid() {
		return Money{}, c.CheckKnown()
	}
	minor := amount.Shift(c.Digits())
	if !minor.IsInteger() {
		return Money{}, Errorf(CodeInvalidInput, "amount has more decimals than %s has: at most %d", "%s 金额的小数位最多 %d 位", c, c.Digits()).At("amount")
	}
	if minor.Abs().GreaterThanOrEqual(decimal.NewFromInt(maxMinor)) {
		return Money{}, Errorf(CodeInvalidInput, "amount is too large", "金额过大").At("amount")
	}
	return Money{Minor: minor.IntPart(), Currency: c}, nil
}

// Amount is the exact decimal amount, "12.50" for 1250 fen.
func (m Money) Amount() Decimal {
	return Decimal{decimal.New(m.Minor, -m.Currency.Digits())}
}

// String is the amount with its currency, "12.50 CNY".
func (m Money) String() string {
	return fmt.Sprintf("%s %s", m.Amount().StringFixed(m.Currency.Digits()), m.Currency)
}
