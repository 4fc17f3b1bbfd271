package store

import "pointsmall/mall"

// Kind is a kind of rows, or of names, that transactions lock.
type Kind int

// The kinds there are, in the order in which every transaction locks them; of one kind the
// lower id comes first. Two transactions that keep this order never wait for each other in
// a circle.
//
// What belongs to one member alone has no kind of its own: it changes under the lock of the
// member's account. So do lots, holds, histories, check-ins, progress with tasks, referrals
// and counts of redeemed pieces.
//
// A new kind gets its place in this list. Planned are slots of services after codes, and the places
// of a group after counters.
const (
	// KindNumber is a number under which a till reports. It comes before the accounts,
	// because only what is stored under a number tells whose account it is about.
	KindNumber Kind = iota + 1
	// KindAccount is a member's account of one points currency. Most transactions begin here.
	KindAccount
	KindOrder
	// KindCouponTemplate is a kind of coupon, with how many there are of it. It stands before
	// its coupons.
	KindCouponTemplate
	KindCoupon
	// KindStock is the stock of a SKU.
	KindStock
	// KindCode is a code that is redeemed once.
	KindCode
	// KindCampaign is a campaign, with all that its members share: its budget, its prizes, its
	// period. What one member has of it is locked by the member's account.
	KindCampaign
	// KindBudget is how many points the rules of a campaign give together. Its slices are locked
	// after it, and by one transaction alone.
	KindBudget
	// KindCounter is the counter of a cap that all members share.
	KindCounter
	// KindGuess is the count of wrong codes from one member or one address.
	KindGuess
	// KindSource is a device or an address from which members sign up.
	KindSource
)

func (k Kind) String() string {
	return [...]string{"nothing", "number", "account", "order", "coupon template", "coupon", "stock", "code", "campaign", "budget", "counter", "guess", "source"}[k]
}

// Wants says what a group of requests needs to lock, a field for each kind that a request
// can name. What follows from these (the counters of the rules that an event may earn by)
// a desk finds out when it loads.
type Wants struct {
	// Numbers are locked with the others who have them shared, or alone.
	Numbers []string
	Alone   bool
	// Accounts says which accounts to lock, and how many points each needs to have so
	// that every request can be decided.
	Accounts        map[Holder]mall.Points
	CouponTemplates []mall.CouponTemplateID
	Coupons         []mall.CouponID
	Stocks          []mall.SkuID
	Codes           []mall.ScanCodeID
	// Campaigns are locked with all that their members share.
	Campaigns []mall.CampaignID
	Guesses   []string
}

// Holder is whose points of which currency an account keeps.
type Holder struct {
	Member   mall.MemberID
	Currency mall.PointsCurrency
}

// Account asks for an account that is to spend points; 0: it spends none.
func (w *Wants) Account(h Holder, spends mall.Points) {
	if w.Accounts == nil {
		w.Accounts = map[Holder]mall.Points{}
	}
	w.Accounts[h] = min(w.Accounts[h]+min(max(spends, 0), mall.MaxPoints), mall.MaxPoints)
}

// Spends asks for an account of the mall's own points.
func (w *Wants) Spends(m mall.MemberID, points mall.Points) {
	w.Account(Holder{m, mall.DefaultPoints}, points)
}

// Members are those whose accounts of the mall's own points are wanted, and what each is
// to spend, where that is anything.
func (w *Wants) Members() (members []mall.MemberID, spend map[mall.MemberID]mall.Points) {
	members = make([]mall.MemberID, 0, len(w.Accounts))
	for h, points := range w.Accounts {
		if h.Currency != mall.DefaultPoints {
			continue
		}
		members = append(members, h.Member)
		if points > 0 {
			if spend == nil {
				spend = map[mall.MemberID]mall.Points{}
			}
			spend[h.Member] = points
		}
	}
	return members, spend
}
