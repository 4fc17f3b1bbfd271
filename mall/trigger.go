package mall

// Trigger says what kind of event may earn points.
type Trigger string

// The triggers there are.
const (
	TriggerSignUp        Trigger = "SIGN_UP"
	TriggerFirstPurchase Trigger = "FIRST_PURCHASE"
	TriggerPurchase      Trigger = "PURCHASE"
	TriggerCheckIn       Trigger = "CHECK_IN"
	TriggerReview        Trigger = "REVIEW"
	TriggerShare         Trigger = "SHARE"
	TriggerSurvey        Trigger = "SURVEY"
	TriggerEventAttended Trigger = "EVENT_ATTENDED"
	TriggerTask          Trigger = "TASK"
	TriggerReferral      Trigger = "REFERRAL"
	TriggerReferred      Trigger = "REFERRED"
	TriggerTierChange    Trigger = "TIER_CHANGE"
	TriggerScanCode      Trigger = "SCAN_CODE"
	TriggerGameScore     Trigger = "GAME_SCORE"
	// TriggerCustom stands for all events that the operator named; see the event's name.
	TriggerCustom Trigger = "CUSTOM"
)

// triggerFacts are all that is known of a trigger. Whoever needs some of it asks by the
// functions below, so that a new trigger is one more row.
type triggerFacts struct {
	trigger Trigger
	// text says that such an event happened.
	text Text
	// activity: its events are kept as activities. The others are kept as what they are:
	// purchases, check-ins, members, progress with tasks, referrals, steps between tiers.
	activity bool
	// reported: sources report its events by recordEvent.
	reported bool
	// counted: a task's step may count its events.
	counted bool
}

var triggers = []triggerFacts{
	{trigger: TriggerSignUp, text: Text{"Sign-up", "注册"}},
	{trigger: TriggerFirstPurchase, text: Text{"First purchase", "首次消费"}},
	{trigger: TriggerPurchase, text: Text{"Purchase", "消费"}, counted: true},
	{trigger: TriggerCheckIn, text: Text{"Check-in", "签到"}, counted: true},
	{trigger: TriggerReview, text: Text{"Review", "评价"}, activity: true, reported: true, counted: true},
	{trigger: TriggerShare, text: Text{"Share", "分享"}, activity: true, reported: true, counted: true},
	{trigger: TriggerSurvey, text: Text{"Survey", "问卷"}, activity: true, reported: true, counted: true},
	{trigger: TriggerEventAttended, text: Text{"Event attended", "参加活动"}, activity: true, reported: true, counted: true},
	{trigger: TriggerTask, text: Text{"Task", "任务"}},
	{trigger: TriggerReferral, text: Text{"Referral", "邀请"}, counted: true},
	{trigger: TriggerReferred, text: Text{"Being invited", "受邀"}},
	{trigger: TriggerTierChange, text: Text{"Change of tier", "等级变更"}},
	{trigger: TriggerScanCode, text: Text{"Code redeemed", "扫码"}, activity: true, counted: true},
	{trigger: TriggerGameScore, text: Text{"Game played", "游戏"}, activity: true, counted: true},
	{trigger: TriggerCustom, text: Text{"Event", "事件"}, activity: true, reported: true, counted: true},
}

// Values lists the triggers, for ent and for checks.
func (Trigger) Values() []string {
	list := make([]string, len(triggers))
	for i, t := range triggers {
		list[i] = string(t.trigger)
	}
	return list
}

// facts finds the trigger's row; one that there is not has an empty one.
func (t Trigger) facts() triggerFacts {
	for _, row := range triggers {
		if row.trigger == t {
			return row
		}
	}
	return triggerFacts{}
}

// Known reports whether there is such a trigger.
func (t Trigger) Known() bool { return t.facts().trigger != "" }

// Text says that such an event happened. A custom event has a name, which says more.
func (t Trigger) Text() Text { return t.facts().text }

// OfActivity reports whether events of the trigger are kept as activities.
func (t Trigger) OfActivity() bool { return t.facts().activity }

// OfPurchase reports whether events of the trigger are purchases.
func (t Trigger) OfPurchase() bool { return t == TriggerPurchase || t == TriggerFirstPurchase }

// Reported reports whether sources report events of the trigger by recordEvent.
func (t Trigger) Reported() bool { return t.facts().reported }

// Counted reports whether a task's step may count events of the trigger.
func (t Trigger) Counted() bool { return t.facts().counted }

// RuleStatus is where a version of a rule or a task is in its life; see package draft.
type RuleStatus string

// The states of a version: a draft is edited, an active one earns or counts events, a
// retired one is kept because what it gave names it.
const (
	RuleDraft   RuleStatus = "DRAFT"
	RuleActive  RuleStatus = "ACTIVE"
	RuleRetired RuleStatus = "RETIRED"
)

// Values lists the states, for ent.
func (RuleStatus) Values() []string { return values(RuleDraft, RuleActive, RuleRetired) }
