package mall

// CausedByReturned says what becomes of what a purchase caused when goods come back without
// which it would not have been: a rise in tier with its bonus, a task that was done, a
// referral that was rewarded.
type CausedByReturned string

// The policies. The first is the default.
const (
	// CausedFalls: it is taken back with the goods.
	CausedFalls CausedByReturned = "FALL"
	// CausedWaits: as CausedFalls, and its points cannot be spent before the goods cannot be
	// returned any more.
	CausedWaits CausedByReturned = "PENDING"
	// CausedStays: it stays.
	CausedStays CausedByReturned = "KEEP"
)

// Values lists the policies.
func (CausedByReturned) Values() []string { return values(CausedFalls, CausedWaits, CausedStays) }
