package mall

// Trigger says what kind of event may earn points.
type Trigger string

// The triggers there are.
const (
	OnSignUp        Trigger = "SIGN_UP"
	OnFirstPurchase Trigger = "FIRST_PURCHASE"
	OnPurchase      Trigger = "PURCHASE"
	OnCheckIn       Trigger = "CHECK_IN"
	OnReview        Trigger = "REVIEW"
	OnShare         Trigger = "SHARE"
	OnSurvey        Trigger = "SURVEY"
	OnEventAttended Trigger = "EVENT_ATTENDED"
	OnTask          Trigger = "TASK"
	OnReferral      Trigger = "REFERRAL"
	OnTierChange    Trigger = "TIER_CHANGE"
	OnScanCode      Trigger = "SCAN_CODE"
	OnGameScore     Trigger = "GAME_SCORE"
	// OnCustom stands for all events that the operator named; see the event's name.
	OnCustom Trigger = "CUSTOM"
)

// Values lists the triggers, for ent and for checks.
func (Trigger) Values() []string {
	return values(OnSignUp, OnFirstPurchase, OnPurchase, OnCheckIn, OnReview, OnShare, OnSurvey, OnEventAttended,
		OnTask, OnReferral, OnTierChange, OnScanCode, OnGameScore, OnCustom)
}

// RuleStatus is where an earning rule's version is in its life.
type RuleStatus string

// The states of a rule: a draft is edited, an active one earns, a retired one is kept
// because entries name it.
const (
	DraftRule   RuleStatus = "DRAFT"
	ActiveRule  RuleStatus = "ACTIVE"
	RetiredRule RuleStatus = "RETIRED"
)

// Values lists the states, for ent.
func (RuleStatus) Values() []string { return values(DraftRule, ActiveRule, RetiredRule) }

// MaxAttributes is how many attributes an event may have.
const MaxAttributes = 50
