package task

import (
	"slices"
	"strconv"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// Limits of a task.
const (
	maxSteps = 20
	maxTimes = 200
	maxText  = 2000
	maxNames = 200
)

func bad(en, zh string, args ...any) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, en, zh, args...)
}

// Draft is what an author writes.
type Draft struct {
	Code string
	Name mall.Text
	Definition
}

// Check refuses a draft that makes no sense, by the field that causes it.
func (d *Draft) Check() *mall.Error {
	if refusal := mall.CheckCode(d.Code); refusal != nil {
		return refusal
	}
	if refusal := mall.CheckName(d.Name); refusal != nil {
		return refusal
	}
	switch {
	case len(d.Description.EN) > maxText || len(d.Description.ZH) > maxText:
		return bad("a description has at most %d bytes", "说明最多 %d 字节", maxText).At("description")
	case d.From != nil && d.Until != nil && !d.From.Before(*d.Until):
		return bad("until must be after from", "结束时间须晚于开始时间").At("until")
	case !slices.Contains(d.Period.Values(), string(d.Period)):
		return bad("no such period: %q", "周期不存在：%q", string(d.Period)).At("period")
	case len(d.Audience.Tiers) > maxNames || len(d.Audience.Tags) > maxNames:
		return bad("at most %d tiers or tags", "等级或标签最多 %d 个", maxNames).At("audience")
	case slices.Contains(d.Audience.Tags, ""):
		return bad("a tag must not be empty", "标签不能为空").At("audience", "tags")
	case len(d.Steps) == 0 || len(d.Steps) > maxSteps:
		return bad("a task has 1 to %d steps", "任务须有 1 至 %d 个步骤", maxSteps).At("steps")
	}
	for i := range d.Steps {
		if refusal := d.Steps[i].check(); refusal != nil {
			return refusal.At("steps", strconv.Itoa(i))
		}
		if slices.ContainsFunc(d.Steps[:i], func(s Step) bool { return s.Code == d.Steps[i].Code }) {
			return bad("two steps have the code %q", "步骤代码重复：%q", d.Steps[i].Code).At("steps", strconv.Itoa(i), "code")
		}
	}
	return nil
}

func (s *Step) check() *mall.Error {
	if refusal := mall.CheckCode(s.Code); refusal != nil {
		return refusal
	}
	switch {
	case len(s.Name.EN) > maxText || len(s.Name.ZH) > maxText:
		return bad("a name has at most %d bytes", "名称最多 %d 字节", maxText).At("name")
	case !s.Trigger.Counted():
		return bad("a step cannot count %s", "步骤不能统计 %s", string(s.Trigger)).At("trigger")
	case (s.Trigger == mall.TriggerCustom) != (s.Event != ""):
		return bad("a CUSTOM step names its event, and no other does", "自定义事件步骤须填写事件名，其他步骤不填").At("event")
	case s.Event != "" && !mall.IsSlug(s.Event):
		return bad("an event's name is made of lower-case letters, digits and single hyphens", "事件名须由小写字母、数字与连字符组成").At("event")
	case s.Times < 1 || s.Times > maxTimes:
		return bad("times must be from 1 to %d", "次数须为 1 至 %d", maxTimes).At("times")
	}
	return rule.CheckCondition(s.Condition)
}
