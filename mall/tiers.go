package mall

// TierThreshold is what lifts a member to a tier within one window: reaching any one of
// its figures is enough. Figures of 0 don't count; a tier without any is only granted.
type TierThreshold struct {
	// SpentMinor is money spent, in minor units of the mall's currency.
	SpentMinor int64 `json:"spentMinor,omitempty"`
	Purchases  int64 `json:"purchases,omitempty"`
	// Points are those earned that qualify: see rule.Definition.Qualifies.
	Points Points `json:"points,omitempty"`
}

// Sums are what a member has come to within a window.
type Sums struct {
	SpentMinor, Purchases int64
	// Points are those that qualify for tiers, Earned all that events earned.
	Points, Earned Points
}

// Reached reports whether the sums reach the threshold.
func (t TierThreshold) Reached(s Sums) bool {
	return (t.SpentMinor > 0 && s.SpentMinor >= t.SpentMinor) || (t.Purchases > 0 && s.Purchases >= t.Purchases) || (t.Points > 0 && s.Points >= t.Points)
}

// TierRights are what members of a tier may do besides redeeming its goods.
type TierRights struct {
	// OffsetPoints is how many points pay one unit of money at checkout; 0: as many as the
	// mall's settings say.
	OffsetPoints Points `json:"offsetPoints,omitempty"`
	// EarlyAccessHours is how much earlier than others goods can be redeemed. A higher
	// tier has at least what the lower ones have.
	EarlyAccessHours int `json:"earlyAccessHours,omitempty"`
	// DedicatedService promises a service of their own.
	DedicatedService bool `json:"dedicatedService,omitempty"`
}

// TierCause says why a member's tier changed.
type TierCause string

// The causes.
const (
	// TierQualified: the member reached the threshold.
	TierQualified TierCause = "QUALIFIED"
	// TierReviewed: a window ended without the threshold being reached again.
	TierReviewed TierCause = "REVIEWED"
	// TierGranted: staff gave it.
	TierGranted TierCause = "GRANTED"
	// TierGrantEnded: what staff gave has ended.
	TierGrantEnded TierCause = "GRANT_ENDED"
	// TierReached: the member reached a threshold while staff had given that tier or a
	// higher one. The tier stays; what reaching it earns is paid now.
	TierReached TierCause = "REACHED"
	// TierRestored: the member has again what they had reached before staff gave a lower one.
	TierRestored TierCause = "RESTORED"
	// TierReturned: goods came back without which the threshold is not reached.
	TierReturned TierCause = "RETURNED"
	// TierCorrected: staff undid a return, and what it had the member lose stands again.
	TierCorrected TierCause = "CORRECTED"
)

// ByMerit reports whether such a step is an event of its member: a threshold reached for
// the first time since it was lost last.
func (c TierCause) ByMerit() bool { return c == TierQualified || c == TierReached }

// Values lists the causes, for ent.
func (TierCause) Values() []string {
	return values(TierQualified, TierReviewed, TierGranted, TierGrantEnded, TierReached, TierRestored, TierReturned, TierCorrected)
}
