package rule

import (
	"cmp"
	"math/big"
	"strings"

	"pointsmall/mall"
)

// Arithmetic says how a part was reckoned: "123.99 CNY × 1 per 1.00 CNY = 123.99".
func (d *Definition) Arithmetic(inputs map[string]string, exact *big.Rat, cut *Cap) mall.Text {
	t := d.figures(inputs)
	result := decimalText(exact)
	if cut == nil {
		if t.EN == "" {
			return mall.Text{EN: result, ZH: result}
		}
		return mall.Text{EN: t.EN + " = " + result, ZH: t.ZH + " = " + result}
	}
	limit := cut.text()
	if t.EN == "" {
		return mall.Textf("%[1]s, all that the cap of %[2]s leaves", "%[1]s（受上限限制：%[3]s）", result, limit.EN, limit.ZH)
	}
	return mall.Textf("%[1]s, of which the cap of %[3]s leaves %[5]s", "%[2]s，受上限（%[4]s）限制得 %[5]s", t.EN, t.ZH, limit.EN, limit.ZH, result)
}

// figures are the effect with its inputs; empty for a fixed number.
func (d *Definition) figures(in map[string]string) mall.Text {
	same := func(s string) mall.Text { return mall.Text{EN: s, ZH: s} }
	switch e := d.Effect; e.Kind() {
	case RatioEffect:
		per := mall.Money{Minor: e.Ratio.AmountMinor, Currency: e.Ratio.Currency}
		if e.Ratio.Whole {
			return mall.Textf("%s × %d per whole %s", "%s，每满 %[3]s 得 %[2]d", in["amount"], e.Ratio.Points, per)
		}
		return mall.Textf("%s × %d per %s", "%s，每 %[3]s 得 %[2]d", in["amount"], e.Ratio.Points, per)
	case LadderEffect:
		if e.Ladder.Repeat {
			return mall.Textf("%s × %s for every %s of %s", "满 %[4]s 中每 %[3]s 得 %[2]s，共 %[1]s 次", in["times"], in["points"], in["band"], in["amount"])
		}
		return mall.Textf("%s reaches %s", "%s 达到 %s 档", in["amount"], in["band"])
	case PerItemEffect:
		if e.PerItem.Together {
			return mall.Textf("%s × %d", "%d 套 × %d", mall.CountOf(in["pieces"], "set"), e.PerItem.Points)
		}
		return mall.Textf("%s × %d", "%d 件 × %d", mall.CountOf(in["pieces"], "piece"), e.PerItem.Points)
	case StreakEffect:
		return mall.Textf("day %s in a row", "连续第 %s 天", in["day"])
	case PerUnitEffect:
		counted := in["units"]
		if in["counted"] != "" {
			counted = in["counted"]
		}
		return same(counted + " × " + decimalText(new(big.Rat).Quo(whole(e.PerUnit.Points), e.PerUnit.Units.Rat())))
	case PercentEffect, MultiplierEffect:
		return mall.Textf("%s %% of %s", "%[2]s 的 %[1]s%%", in["percent"], in["of"])
	case TierBonusEffect:
		return mall.Textf("%s %% of %s for tier %[3]s", "%[4]s等级加成：%[2]s 的 %[1]s%%",
			in["percent"], in["of"], cmp.Or(in[tierEN], in["tier"]), cmp.Or(in[tierZH], in["tier"]))
	}
	return mall.Text{}
}

// The inputs that have the tier's name; its code is in "tier". Grants that were made
// before tiers' names were kept have the code alone.
const (
	tierEN = "tierName.en"
	tierZH = "tierName.zh-CN"
)

// IsFigure reports whether an input is a figure, or a code; names are for texts alone.
func IsFigure(input string) bool { return input != tierEN && input != tierZH }

var periodNames = map[Period]mall.Text{
	Day: {EN: "a day", ZH: "每日"}, Week: {EN: "a week", ZH: "每周"}, Month: {EN: "a month", ZH: "每月"},
	Campaign: {EN: "in the campaign", ZH: "活动期间"}, Life: {EN: "in all", ZH: "累计"},
}

// text says what a cap allows: "3 times a day for each member".
func (c Cap) text() mall.Text {
	var en, zh []string
	if c.Points != nil {
		t := mall.Textf("%s", "%d 积分", mall.Count(*c.Points, "point"))
		en, zh = append(en, t.EN), append(zh, t.ZH)
	}
	if c.Times != nil {
		t := mall.Textf("%s", "%d 次", mall.Count(*c.Times, "time"))
		en, zh = append(en, t.EN), append(zh, t.ZH)
	}
	whose := mall.Text{EN: "for each member", ZH: "每位会员"}
	if c.Scope == Overall {
		whose = mall.Text{EN: "for all members together", ZH: "全部会员合计"}
	}
	period := periodNames[c.Period]
	return mall.Text{
		EN: strings.Join(en, " and ") + " " + period.EN + " " + whose.EN,
		ZH: whose.ZH + period.ZH + " " + strings.Join(zh, "、"),
	}
}

// Text says what a cap allows, in both languages.
func (c Cap) Text() mall.Text { return c.text() }

// Sentence is the arithmetic of a whole result, behind what happened.
func (r *Result) Sentence(what mall.Text) mall.Text {
	var en, zh []string
	for _, p := range r.Parts {
		t := p.Rule.Arithmetic(p.Inputs, p.Exact, p.Cut)
		en = append(en, p.Rule.Name.In(mall.LangEN)+" "+t.EN)
		zh = append(zh, p.Rule.Name.In(mall.LangZH)+" "+t.ZH)
	}
	exact := decimalText(r.Exact)
	if len(r.Parts) > 1 {
		en, zh = append(en, "together "+exact), append(zh, "合计 "+exact)
	}
	t := mall.Text{EN: what.EN + ": " + strings.Join(en, "; "), ZH: what.ZH + "：" + strings.Join(zh, "；")}
	if !r.Exact.IsInt() {
		end := mall.Textf(", rounded down to %d", "，向下取整为 %d", r.Points)
		t.EN, t.ZH = t.EN+end.EN, t.ZH+end.ZH
	}
	return t
}
