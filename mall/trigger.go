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
	TriggerTierChange    Trigger = "TIER_CHANGE"
	TriggerScanCode      Trigger = "SCAN_CODE"
	TriggerGameScore     Trigger = "GAME_SCORE"
	// TriggerCustom stands for all events that the operator named; see the event's name.
	TriggerCustom Trigger = "CUSTOM"
)

// Values lists the triggers, for ent and for checks.
func (Trigger) Values() []string {
	return values(TriggerSignUp, TriggerFirstPurchase, TriggerPurchase, TriggerCheckIn, TriggerReview, TriggerShare, TriggerSurvey, TriggerEventAttended,
		TriggerTask, TriggerReferral, TriggerTierChange, TriggerScanCode, TriggerGameScore, TriggerCustom)
}

// RuleStatus is where an earning rule's version is in its life.
type RuleStatus string

// The states of a rule: a draft is edited, an active one earns, a retired one is kept
// because entries name it.
const (
	RuleDraft   RuleStatus = "DRAFT"
	RuleActive  RuleStatus = "ACTIVE"
	RuleRetired RuleStatus = "RETIRED"
)

// Values lists the states, for ent.
func (RuleStatus) Values() []string { return values(RuleDraft, RuleActive, RuleRetired) }

// MaxAttributes is how many attributes an event may have.
const MaxAttributes = 50
