package rule

import (
	"strings"

	"pointsmall/mall"
)

// Concerns reports whether a verdict is about the member: the rule gave points, or would
// have if only the event had lain within its days and hours, the member had had one of its
// tiers, or a cap had left something. Of all other rules a member is told nothing, and of none
// that was not in force when the event happened: what begins later is the mall's to announce.
func (v *Verdict) Concerns(in *Input) bool {
	others := Audience{Tags: v.Rule.Audience.Tags}
	switch v.Reason {
	case Matched, CapCut, CapReached:
		return true
	case NotScheduled:
		return v.Rule.Schedule.inForce(in.Event.At, in.Zone) && v.Rule.Audience.includes(&in.Member) && v.Rule.conditionHolds(in)
	case NotInAudience:
		return others.includes(&in.Member) && v.Rule.conditionHolds(in)
	}
	return false
}

// conditionHolds reports whether the condition is true. One that fails is not.
func (a *Active) conditionHolds(in *Input) bool {
	if a.condition == nil {
		return true
	}
	ok, err := a.condition.holds(in)
	return err == nil && ok
}

// TextForMember is the verdict as a sentence for the member whose event it is: it has no
// condition's text, and names the tiers that a rule is for.
func (v *Verdict) TextForMember(tierName func(code string) mall.Text) mall.Text {
	if v.Reason != NotInAudience {
		return v.Text()
	}
	var en, zh []string
	for _, code := range v.Rule.Audience.Tiers {
		name := tierName(code)
		en, zh = append(en, name.In(mall.LangEN)), append(zh, name.In(mall.LangZH))
	}
	return mall.Textf("it is for members of the tier %[1]s", "仅适用于以下等级的会员：%[2]s", strings.Join(en, " or "), strings.Join(zh, "、"))
}
