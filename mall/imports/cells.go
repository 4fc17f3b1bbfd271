package imports

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"pointsmall/mall"
)

// nameIn reads a name of at most so many bytes.
func nameIn(s string, most int) *mall.Text {
	if f := checkName(s, most, ""); f != (fault{}) {
		if f.reason == Spoilt {
			return textf("%s", "数据已被电子表格改动，请将该列设为文本后重新导出：%s", f.detail)
		}
		return textf("%s", "名称不可用：%s", f.detail)
	}
	return nil
}

// wholeIn reads a whole number from least to most; what says what it is.
func wholeIn(s string, w *work, what mall.Text, least, most int64) (int64, *mall.Text) {
	d, why := parseNumber(s, w.sheet.table.decimal)
	if why == "" && d.IsInteger() && d.BigInt().IsInt64() {
		if n := d.IntPart(); n >= least && n <= most {
			return n, nil
		}
	}
	return 0, textf("%[1]s must be a whole number from %[3]d to %[4]d, got %[5]s", "%[2]s须为 %[3]d 至 %[4]d 的整数，实为 %[5]s", what.EN, what.ZH, least, most, abridge(s))
}

// dayIn reads a date.
func dayIn(s string, w *work) (time.Time, *mall.Text) {
	at, why := readTime(s, w.sheet.table.dates, w.zone)
	if why != "" {
		return at, textf("%[1]s", "日期无法识别：%[2]s。请使用 2026-01-31 这样的格式", why, abridge(s))
	}
	return at, nil
}

// yesIn reads yes or no; empty: no.
func yesIn(s string) (bool, *mall.Text) {
	switch strings.ToLower(s) {
	case "", "0", "no", "n", "false", "否", "off":
		return false, nil
	case "1", "yes", "y", "true", "是", "on":
		return true, nil
	}
	return false, textf("%s is neither yes nor no", "%s 既非“是”也非“否”", abridge(s))
}

// partsOf splits a cell that lists things, by semicolons or bars.
func partsOf(s string) []string {
	var parts []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '|' || r == '；' || r == '\n' }) {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// pairsOf reads "Colour=Red; Size=M". A text may be in both languages: "Colour/颜色=Red/红".
func pairsOf(s string) (names, values []mall.Text, why *mall.Text) {
	for _, p := range partsOf(s) {
		name, value, ok := strings.Cut(p, "=")
		if !ok || strings.TrimSpace(name) == "" || strings.TrimSpace(value) == "" {
			return nil, nil, textf("%s is not NAME=VALUE", "%s 不是 名称=值 的格式", abridge(p))
		}
		names, values = append(names, bothOf(name)), append(values, bothOf(value))
	}
	return names, values, nil
}

// bothOf reads a text that may be in two languages, English first.
func bothOf(s string) mall.Text {
	en, zh, two := strings.Cut(s, "/")
	if en, zh = strings.TrimSpace(en), strings.TrimSpace(zh); two && en != "" && zh != "" {
		return mall.Text{EN: en, ZH: zh}
	}
	return mall.Text{EN: strings.TrimSpace(s), ZH: strings.TrimSpace(s)}
}

// moneyIn reads an amount of a currency that is more than nothing.
func moneyIn(s string, w *work) (*mall.Money, *mall.Text) {
	d, why := parseAmount(s, w.sheet.table.decimal, w.currency)
	m, err := mall.ParseMoney(d, w.currency)
	if why != "" || err != nil || m.Minor <= 0 {
		return nil, textf("%[1]s is no amount of %[2]s that is more than 0", "%[1]s 不是大于 0 的 %[2]s 金额", abridge(s), w.currency)
	}
	return &m, nil
}

// atRow says which row of a group a reason is about.
func atRow(line int, why mall.Text) *mall.Text {
	return &mall.Text{EN: fmt.Sprintf("line %d: %s", line, why.EN), ZH: "第 " + strconv.Itoa(line) + " 行：" + why.ZH}
}
