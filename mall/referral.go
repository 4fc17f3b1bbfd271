package mall

// ReferralStatus is what became of a referral.
type ReferralStatus string

// The states of a referral. One in review waits for staff, who may also have a refused one
// rewarded after all; a return of goods has a rewarded one wait again.
const (
	ReferralPending  ReferralStatus = "PENDING"
	ReferralInReview ReferralStatus = "IN_REVIEW"
	ReferralRewarded ReferralStatus = "REWARDED"
	ReferralRefused  ReferralStatus = "REFUSED"
)

// Values lists the states, for ent.
func (ReferralStatus) Values() []string {
	return values(ReferralPending, ReferralInReview, ReferralRewarded, ReferralRefused)
}

// ReferralQualification says what an invited member must do for the referral to count.
type ReferralQualification string

// What qualifies.
const (
	QualificationPurchase ReferralQualification = "PURCHASE"
	QualificationSignUp   ReferralQualification = "SIGN_UP"
)

// Values lists what qualifies.
func (ReferralQualification) Values() []string {
	return values(QualificationPurchase, QualificationSignUp)
}

// ReferralCheck is what becomes of a referral that looks like a fraud.
type ReferralCheck string

// What may become of it.
const (
	CheckOff    ReferralCheck = "OFF"
	CheckReview ReferralCheck = "REVIEW"
	CheckRefuse ReferralCheck = "REFUSE"
)

// Values lists what may become of it.
func (ReferralCheck) Values() []string { return values(CheckOff, CheckReview, CheckRefuse) }

// ReferralReason is why a referral was refused or is in review.
type ReferralReason string

// The reasons. The first three say that the invitee looks like the referrer, the others
// that there were too many.
const (
	ReasonSameDevice   ReferralReason = "SAME_DEVICE"
	ReasonSameAddress  ReferralReason = "SAME_ADDRESS"
	ReasonSamePayment  ReferralReason = "SAME_PAYMENT"
	ReasonDayLimit     ReferralReason = "DAY_LIMIT"
	ReasonDeviceLimit  ReferralReason = "DEVICE_LIMIT"
	ReasonAddressLimit ReferralReason = "ADDRESS_LIMIT"
	// AccountFull is when the points would not fit into the referrer's account.
	ReasonAccountFull ReferralReason = "ACCOUNT_FULL"
)

// Values lists the reasons, for ent.
func (ReferralReason) Values() []string {
	return values(ReasonSameDevice, ReasonSameAddress, ReasonSamePayment, ReasonDayLimit, ReasonDeviceLimit, ReasonAddressLimit, ReasonAccountFull)
}

// TraceKind is what kind of trace a member left.
type TraceKind string

// The kinds of traces.
const (
	TraceDevice  TraceKind = "DEVICE"
	TraceAddress TraceKind = "ADDRESS"
	TracePayment TraceKind = "PAYMENT"
)

// Values lists the kinds, for ent.
func (TraceKind) Values() []string { return values(TraceDevice, TraceAddress, TracePayment) }
