package imports

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestMembersByAnyText(t *testing.T) {
	for in, want := range map[string]string{
		"17850.0": "17850", "17850": "17850", " 17850.00 ": "17850", "17850.": "17850", "007.0": "007", "0": "0",
		"VIP-7": "VIP-7", "张三": "张三", "a@b.cn": "a@b.cn", "17850.5": "17850.5", "1 2": "1 2", "+86 138": "+86 138",
		`="00123"`: "00123", "'00123": "00123", "`00123": "00123", "123\t": "123", "\u00a0123\u3000": "123", "O'Neil": "O'Neil", "1e5": "1e5",
		"MAR-04": "MAR-04", "#12": "#12", "A#": "A#", "3-Feb-A": "3-Feb-A", "#vip": "#vip", "Mar-2026-1": "Mar-2026-1", "五月三日": "五月三日",
	} {
		got, bad := memberName(plain(in))
		assert.Empty(t, bad, in)
		assert.Equal(t, want, got, in)
	}
	for in, want := range map[string]string{
		"":                       "customer is unusable: it is empty",
		strings.Repeat("1", 129): "has more than 128 bytes",
		"2.02207E+18":            `a spreadsheet has spoilt the number: "2.02207E+18" stands for many numbers: format the column as text and export it again`,
		"2E+18":                  "spoilt",
		"2.02207e18":             "spoilt",
		"１.5Ｅ+10":                "spoilt",
		"#N/A":                   `a spreadsheet has spoilt the number: "#N/A" is a spreadsheet's error`,
		"#REF!":                  "spoilt", "#VALUE!": "spoilt", "#DIV/0!": "spoilt", "#NAME?": "spoilt", "#num!": "spoilt", "＃Ｎ／Ａ": "spoilt",
		"########": "too narrow",
		"3-Feb":    "is a date that a spreadsheet has made of a number",
		"Mar-04":   "is a date", "12-Dec-26": "is a date", "5月3日": "is a date", "2026年5月": "is a date", "2026年5月3日": "is a date",
		"a\u200bb": "has an invisible character, U+200B",
		"a\nb":     "has an invisible character, U+000A",
		"\xff":     "has damaged characters",
		"a\ufffd":  "has damaged characters",
	} {
		_, bad := memberName(plain(in))
		assert.Contains(t, bad.String(), want, in)
	}
}

func TestMemberNameProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{1,32}`).Draw(t, "digits")
		decimals := rapid.StringMatching(`(\.0{0,4})?`).Draw(t, "decimals")
		got, bad := memberName(digits + decimals)
		assert.Empty(t, bad)
		assert.Equal(t, digits, got, "the digits are kept")
	})
	rapid.Check(t, func(t *rapid.T) {
		got, bad := memberName(plain(rapid.String().Draw(t, "anything")))
		if bad.reason == "" {
			again, bad := memberName(plain(got))
			assert.Empty(t, bad)
			assert.Equal(t, got, again, "a name is its own name")
			assert.LessOrEqual(t, len(displayName(got)), 128)
		}
	})
}

func TestRoundedNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		numbers []string
		rounded bool
	}{
		"19 digits, as a spreadsheet leaves them": {[]string{"2022070112345670000"}, true},
		"three of 16 digits":                      {[]string{"1234567890123450", "1234567890123460", "1234567890123470"}, true},
		"one of 16 digits may end in 0":           {[]string{"1234567890123450"}, false},
		"one of them has its digits":              {[]string{"2022070112345670000", "2022070112345678901"}, false},
		"short ones":                              {[]string{"100000000000000", "536365"}, false},
		"texts":                                   {[]string{"A2022070112345670000"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			set := map[string]bool{}
			for _, n := range c.numbers {
				set[n] = true
			}
			rounded := findRounded(maps.Keys(set))
			assert.Equal(t, c.rounded, rounded(c.numbers[0]))
			assert.False(t, rounded("536365"))
		})
	}
}
