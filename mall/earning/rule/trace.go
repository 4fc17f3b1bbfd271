package rule

import (
	"pointsmall/mall"
)

// Reason says what became of a rule for an event.
type Reason string

// The reasons. The first two gave points.
const (
	Matched Reason = "MATCHED"
	CapCut  Reason = "CAP_CUT"
	// CapReached: a cap left nothing.
	CapReached      Reason = "CAP_REACHED"
	OtherEvent      Reason = "OTHER_EVENT"
	NotScheduled    Reason = "NOT_SCHEDULED"
	NotInAudience   Reason = "NOT_IN_AUDIENCE"
	ConditionFalse  Reason = "CONDITION_FALSE"
	ConditionFailed Reason = "CONDITION_FAILED"
	// NothingToGive: no band is reached, no such goods, nothing to add a bonus to.
	NothingToGive Reason = "NOTHING_TO_GIVE"
	// Excluded: another rule is exclusive, or the best of the group.
	Excluded Reason = "EXCLUDED"
	// NotActiveThen: the rule was activated after the event was recorded.
	NotActiveThen Reason = "NOT_ACTIVE_THEN"
	// DifferentThen: it would give points now, but did not when the event was recorded.
	DifferentThen Reason = "DIFFERENT_THEN"
)

// Values lists the reasons, for the API.
func (Reason) Values() []string {
	return []string{
		string(Matched), string(CapCut), string(CapReached), string(OtherEvent), string(NotScheduled), string(NotInAudience), string(ConditionFalse),
		string(ConditionFailed), string(NothingToGive), string(Excluded), string(NotActiveThen), string(DifferentThen),
	}
}

// Gave reports whether the rule gave points.
func (r Reason) Gave() bool { return r == Matched || r == CapCut }

// Verdict is what became of a rule for an event, and why.
type Verdict struct {
	Rule   *Active
	Reason Reason
	// Part is what it gave. It is nil where the rule did not come to give anything.
	Part *Part
	// By is the rule that excluded it; nil where that is not known.
	By *Active
	// Err is why the condition failed.
	Err error
}

// Trace evaluates an event, and says of every rule what became of it.
func (s *Set) Trace(in *Input) (Result, []Verdict) {
	x := newEvaluation(in)
	x.why = map[*Active]Reason{}
	result := s.evaluate(x)
	verdicts := make([]Verdict, len(s.all))
	for i, a := range s.all {
		verdicts[i] = Verdict{Rule: a, Reason: OtherEvent}
		if why, ok := x.why[a]; ok {
			verdicts[i].Reason = why
		}
		for n := range result.Parts {
			if result.Parts[n].Rule == a {
				verdicts[i].gave(&result.Parts[n])
			}
		}
		for _, f := range result.Failures {
			if f.Rule == a {
				verdicts[i].Err = f.Err
			}
		}
		if verdicts[i].Reason == Excluded {
			verdicts[i].By = result.excluder(a)
		}
	}
	return result, verdicts
}

func (v *Verdict) gave(p *Part) {
	v.Part = p
	switch {
	case p.Cut == nil:
		v.Reason = Matched
	case p.Exact.Sign() > 0:
		v.Reason = CapCut
	default:
		v.Reason = CapReached
	}
}

// excluder is the rule whose part keeps another's out; nil: none is left to tell of.
func (r *Result) excluder(a *Active) *Active {
	for _, p := range r.Parts {
		if p.Rule.Stacking.Mode == Exclusive || a.Stacking.Mode == BestOf && p.Rule.Stacking == a.Stacking {
			return p.Rule
		}
	}
	return nil
}

// say notes what became of a rule, where somebody wants to know.
func (x *evaluation) say(a *Active, why Reason) {
	if x.why != nil {
		x.why[a] = why
	}
}

var reasonTexts = map[Reason]mall.Text{
	OtherEvent:    {EN: "it is about other events", ZH: "适用于其他事件"},
	NotScheduled:  {EN: "the event lies outside of its schedule", ZH: "事件时间不在规则时段内"},
	NotInAudience: {EN: "the member is not in its audience", ZH: "会员不在适用人群内"},
	NothingToGive: {EN: "by itself it gives nothing for this event", ZH: "该事件未达到其给分条件"},
	Excluded:      {EN: "another rule excludes it", ZH: "被其他规则排除"},
	NotActiveThen: {EN: "it was activated after the event was recorded", ZH: "规则在事件登记之后才启用"},
	DifferentThen: {EN: "it would give points now, but did not when the event was recorded: the member's tier, tags or history were different, or a cap was reached", ZH: "现在会给分，但登记时未给：当时的等级、标签、历史或上限不同"},
}

// Text is the verdict as a sentence.
func (v *Verdict) Text() mall.Text {
	switch v.Reason {
	case Matched, CapCut, CapReached:
		return v.Rule.Arithmetic(v.Part.Inputs, v.Part.Exact, v.Part.Cut)
	case ConditionFalse:
		return mall.Textf("its condition is false: %s", "条件不成立：%s", v.Rule.Condition)
	case ConditionFailed:
		return SayFailureOf(v.Rule.Condition, v.Err.Error())
	case Excluded:
		if v.By != nil {
			return mall.Text{EN: "the rule " + v.By.Name.In(mall.LangEN) + " excludes it", ZH: "被规则“" + v.By.Name.In(mall.LangZH) + "”排除"}
		}
	}
	return reasonTexts[v.Reason]
}
