package rule

import (
	"slices"
	"strconv"

	"pointsmall/mall"
)

// Limits of a rule.
const (
	maxList   = 200
	maxFactor = 1000
	maxDays   = 3650
)

func bad(en, zh string, args ...any) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, en, zh, args...)
}

// Check refuses a definition that makes no sense, by the field that causes it.
func (d *Definition) Check() *mall.Error {
	if !d.Trigger.Known() {
		return bad("no such trigger: %q", "触发事件不存在：%q", string(d.Trigger)).At("trigger")
	}
	if (d.Trigger == mall.TriggerCustom) != (d.Event != "") {
		return bad("a CUSTOM rule names its event, and no other does", "自定义事件规则须填写事件名，其他规则不填").At("event")
	}
	if d.Event != "" && !mall.IsSlug(d.Event) {
		return bad("an event's name is made of lower-case letters, digits and single hyphens", "事件名须由小写字母、数字与连字符组成").At("event")
	}
	if refusal := d.Effect.check(d.Trigger); refusal != nil {
		return refusal.At("effect")
	}
	if refusal := d.Schedule.check(); refusal != nil {
		return refusal.At("schedule")
	}
	if refusal := d.checkStacking(); refusal != nil {
		return refusal.At("stacking")
	}
	if refusal := d.checkRest(); refusal != nil {
		return refusal
	}
	return d.checkCondition()
}

func (d *Definition) checkStacking() *mall.Error {
	switch d.Stacking.Mode {
	case "", Add, Exclusive, BestOf:
	case Multiply:
		if !d.Effect.Kind().bonus() {
			return bad("only a percentage, a multiplier or a tier bonus multiplies", "仅百分比、倍数与等级加成可相乘").At("mode")
		}
	default:
		return bad("no such stacking: %q", "叠加方式不存在：%q", string(d.Stacking.Mode)).At("mode")
	}
	if (d.Stacking.Mode == BestOf) != (d.Stacking.Group != "") || len(d.Stacking.Group) > 64 {
		return bad("BEST_OF names its group, and nothing else does", "择优叠加须填写分组，其他方式不填").At("group")
	}
	return nil
}

func (d *Definition) checkRest() *mall.Error {
	if len(d.Audience.Tiers) > maxList || len(d.Audience.Tags) > maxList {
		return bad("at most %d tiers or tags", "等级或标签最多 %d 个", maxList).At("audience")
	}
	if slices.Contains(d.Audience.Tags, "") {
		return bad("a tag must not be empty", "标签不能为空").At("audience", "tags")
	}
	if d.Campaign != "" && !mall.IsSlug(d.Campaign) {
		return bad("a campaign's code is made of lower-case letters, digits and single hyphens", "活动代码须由小写字母、数字与连字符组成").At("campaign")
	}
	if len(d.Caps) > 10 {
		return bad("at most 10 caps", "上限最多 10 个").At("caps")
	}
	for i, c := range d.Caps {
		if refusal := c.check(d.Campaign); refusal != nil {
			return refusal.At("caps", strconv.Itoa(i))
		}
	}
	if d.Pending.Days < 0 || d.Pending.Days > maxDays || d.Pending.Days > 0 && d.Pending.UntilReturnWindowCloses {
		return bad("points wait 0 to %d days, or until the return window closes", "待生效天数须为 0 至 %d，或至退货期结束", maxDays).At("pending")
	}
	if d.Expiry != nil {
		if refusal := d.Expiry.Check(); refusal != nil {
			return refusal.At("expiry")
		}
	}
	if d.Priority < -1_000_000 || d.Priority > 1_000_000 {
		return bad("priority must be from -1000000 to 1000000", "优先级须为 -1000000 至 1000000").At("priority")
	}
	return nil
}

func (c Cap) check(campaign string) *mall.Error {
	switch {
	case !slices.Contains([]Period{Day, Week, Month, Campaign, Life}, c.Period):
		return bad("no such period: %q", "周期不存在：%q", string(c.Period)).At("period")
	case c.Period == Campaign && campaign == "":
		return bad("a cap for a campaign needs the rule's campaign", "活动上限须填写规则的活动代码").At("period")
	case c.Scope != EachMember && c.Scope != Overall:
		return bad("no such scope: %q", "范围不存在：%q", string(c.Scope)).At("scope")
	case c.Points == nil && c.Times == nil:
		return bad("a cap bounds points, times or both", "上限须限定积分或次数").At("points")
	case c.Points != nil && *c.Points < 1:
		return bad("a cap lets at least 1 point through; without a bound on points, leave them out", "积分上限至少为 1；不限积分时请留空").At("points")
	case c.Times != nil && *c.Times < 1:
		return bad("a cap lets at least 1 time through; without a bound on times, leave them out", "次数上限至少为 1；不限次数时请留空").At("times")
	}
	return nil
}

func (d *Definition) checkCondition() *mall.Error {
	if d.Condition == "" {
		return nil
	}
	faults, err := Faults(d.Condition)
	if err != nil {
		faults = []Fault{faultAt(1, 1, celText(err.Error()))}
	}
	if len(faults) == 0 {
		return nil
	}
	f := faults[0]
	return bad("line %d, column %d: %[3]s", "第 %d 行第 %d 列：%[4]s", f.Line, f.Column, f.text.EN, f.text.ZH).At("condition")
}
