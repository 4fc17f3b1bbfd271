package setting

import (
	"time"
	_ "time/tzdata" // for zones where the system has none

	"pointsmall/mall"
)

// Mall is what is configured for the whole mall. It is a value: who has one may keep it for
// as long as an operation takes.
type Mall struct {
	// Currency is the money that prices are stated in.
	Currency mall.Currency
	// Zone is where the mall's days begin and end.
	Zone *time.Location
	// Expiry is how long earned points last, where their rule does not say.
	Expiry mall.Expiry
	// ReturnWindow is for how many days goods can be returned.
	ReturnWindow int
	// MakeUpDays is how many days back a missed check-in can be made up, MakeUpPrice
	// what that costs; 0: it cannot.
	MakeUpDays  int
	MakeUpPrice mall.Points
	// Tiers say for how long members keep their tier.
	Tiers mall.TierProgram
	// PointValue is what 100 points cost the mall, in minor units of its currency.
	PointValue int64
	// Referral is about members who invite others.
	Referral Referral
	// CausedByReturned is what becomes of what a purchase caused when its goods come back.
	CausedByReturned mall.CausedByReturned
	// ExpiryReminders are how many days before points expire their member is reminded, the
	// most days first; none: members are not reminded.
	ExpiryReminders []int
	// ExchangeStop and EarningStop keep members from exchanging and from earning for a while.
	ExchangeStop, EarningStop Stop

	// Checkout is about orders that are paid with money.
	Checkout Checkout
	// Staff is about the mall's own users.
	Staff Staff
	// Members is about members and their sign-in.
	Members Members

	// Version counts the changes, from 1. ChangedBy made the newest one at ChangedAt; ""
	// and nil where nobody has changed anything.
	Version   int
	ChangedBy string
	ChangedAt *time.Time
}

// Referral is what is configured for members who invite others.
type Referral struct {
	// OnSignUp has invitees qualify by signing up alone. Else they qualify by their first
	// purchase of at least MinimumMinor, in the mall's currency; 0: of any.
	OnSignUp     bool
	MinimumMinor int64
	// DayLimit is how many rewarded referrals a member may have a day, SourceLimit how
	// many there may be from one device or one network address.
	DayLimit, SourceLimit int
	// Checks say what becomes of referrals that look like a fraud.
	Checks ReferralChecks
}

// ReferralChecks are what becomes of a referral for each reason to suspect it.
type ReferralChecks struct {
	SameDevice, SameAddress, SamePayment, OverDayLimit, OverDeviceLimit, OverAddressLimit mall.ReferralCheck
}

// Of is what becomes of a referral that is suspected for a reason.
func (c *ReferralChecks) Of(reason mall.ReferralReason) mall.ReferralCheck {
	switch reason {
	case mall.ReasonSameDevice:
		return c.SameDevice
	case mall.ReasonSameAddress:
		return c.SameAddress
	case mall.ReasonSamePayment:
		return c.SamePayment
	case mall.ReasonDayLimit:
		return c.OverDayLimit
	case mall.ReasonDeviceLimit:
		return c.OverDeviceLimit
	case mall.ReasonAddressLimit:
		return c.OverAddressLimit
	}
	return mall.CheckRefuse // ACCOUNT_FULL is no suspicion: what does not fit cannot be paid
}
