package imports

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"pointsmall/mall"
)

// DecimalMark is what stands before a number's decimals; the other one may stand
// between its thousands.
type DecimalMark string

// The decimal marks.
const (
	DecimalPoint DecimalMark = "point"
	DecimalComma DecimalMark = "comma"
)

// forms are how numbers may be written with each mark. A leading zero has no thousands
// behind it: 0,385 is no 385.
var forms = map[DecimalMark]*regexp.Regexp{
	DecimalPoint: regexp.MustCompile(`^-?(\d+|[1-9]\d{0,2}((,\d{3})+|([ ']\d{3})+))?(\.\d*)?$`),
	DecimalComma: regexp.MustCompile(`^-?(\d+|[1-9]\d{0,2}((\.\d{3})+|([ ']\d{3})+))?(,\d*)?$`),
}

// fits reports whether s is a number by a mark.
func (m DecimalMark) fits(s string) bool {
	return strings.ContainsAny(s, "0123456789") && forms[m].MatchString(s)
}

// other is the other mark.
func (m DecimalMark) other() DecimalMark {
	if m == DecimalComma {
		return DecimalPoint
	}
	return DecimalComma
}

// straight gives characters of numbers their plain form: full-width digits, minus signs,
// blanks that do not break.
func straight(s string) string {
	s = strings.NewReplacer("\u2212", "-", "\u00a0", " ", "\u202f", " ", "’", "'").Replace(width.Narrow.String(s))
	return strings.TrimSpace(s)
}

// parseNumber reads a number: 12, 0.385, 1,234. why says what is wrong; empty: nothing.
func parseNumber(s string, mark DecimalMark) (d mall.Decimal, why string) {
	shown := abridge(s)
	s = strings.TrimPrefix(straight(s), "+")
	switch {
	case scientific.MatchString(s):
		return d, shown + " is rounded by a spreadsheet: show all its digits and export it again"
	case !mark.fits(s) && mark.other().fits(s):
		return d, shown + " has another decimal mark: --decimal " + string(mark.other()) + " reads it"
	case !mark.fits(s):
		return d, shown
	}
	point := "."
	if mark == DecimalComma {
		point = ","
	}
	whole, decimals, _ := strings.Cut(s, point)
	exact := strings.NewReplacer(",", "", ".", "", " ", "", "'", "").Replace(whole)
	if decimals != "" {
		exact += "." + decimals
	}
	d, err := mall.ParseDecimal(exact)
	if err != nil {
		return d, shown + " has too many digits"
	}
	return d, ""
}

// signs may stand beside an amount of money, before or behind it. One of another currency
// makes the amount unreadable.
var signs = []struct {
	sign       string
	currencies []mall.Currency
}{
	{"RMB", []mall.Currency{"CNY"}},
	{"元", []mall.Currency{"CNY", "HKD", "TWD", "JPY"}},
	{"¥", []mall.Currency{"CNY", "JPY"}},
	{"US$", []mall.Currency{"USD"}},
	{"HK$", []mall.Currency{"HKD"}},
	{"NT$", []mall.Currency{"TWD"}},
	{"$", []mall.Currency{"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MXN"}},
	{"€", []mall.Currency{"EUR"}},
	{"£", []mall.Currency{"GBP"}},
	{"₩", []mall.Currency{"KRW"}},
	{"₹", []mall.Currency{"INR"}},
}

// signsOf lists what a currency's amounts may have beside them.
func signsOf(c mall.Currency) []string {
	list := []string{string(c)}
	for _, s := range signs {
		if slices.Contains(s.currencies, c) {
			list = append(list, s.sign)
		}
	}
	return list
}

// parseAmount reads an amount of money: 1,234.50, ¥1234.5, -5, (5.00), 5.00-.
func parseAmount(s string, mark DecimalMark, c mall.Currency) (d mall.Decimal, why string) {
	number, minuses := bare(straight(s), c)
	if minuses > 1 {
		return d, abridge(s) + " has two minus signs"
	}
	if d, why = parseNumber(number, mark); minuses == 1 {
		d.Decimal = d.Neg()
	}
	return d, why
}

// bare takes off a number the signs of its currency and counts its minus signs. Brackets
// are one, as bookkeepers write it.
func bare(s string, c mall.Currency) (number string, minuses int) {
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s, minuses = strings.TrimSuffix(inner, ")"), 1
	}
	for {
		before := s
		s = strings.TrimSpace(s)
		for _, sign := range signsOf(c) {
			s = strings.TrimSuffix(strings.TrimPrefix(s, sign), sign)
		}
		for _, cut := range []func(string, string) (string, bool){strings.CutPrefix, strings.CutSuffix} {
			if rest, ok := cut(s, "-"); ok {
				s = rest
				minuses++
			}
		}
		if s == before {
			return s, minuses
		}
	}
}
