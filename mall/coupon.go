package mall

import (
	"slices"
)

// CouponKind is what a coupon does.
type CouponKind string

// The kinds of coupon.
const (
	// CouponAmount takes an amount off.
	CouponAmount CouponKind = "AMOUNT"
	// CouponPercent takes a part off.
	CouponPercent CouponKind = "PERCENT"
	// CouponExchange takes the money of one piece off.
	CouponExchange CouponKind = "EXCHANGE"
	// CouponFreeShipping takes the shipping fee off.
	CouponFreeShipping CouponKind = "FREE_SHIPPING"
)

// Values lists the kinds, for ent.
func (CouponKind) Values() []string {
	return values(CouponAmount, CouponPercent, CouponExchange, CouponFreeShipping)
}

// CouponStatus is the state of a member's coupon.
type CouponStatus string

// The states of a coupon. Stored is never EXPIRED: that is what the clock makes of AVAILABLE.
const (
	CouponAvailable CouponStatus = "AVAILABLE"
	// CouponReserved belongs to an order that waits for its money.
	CouponReserved CouponStatus = "RESERVED"
	// CouponUsed belongs to an order that is paid.
	CouponUsed    CouponStatus = "USED"
	CouponExpired CouponStatus = "EXPIRED"
)

// Values lists the states, for ent.
func (CouponStatus) Values() []string {
	return values(CouponAvailable, CouponReserved, CouponUsed, CouponExpired)
}

// CouponChangeKind is what happened to a coupon.
type CouponChangeKind string

// What happens to coupons.
const (
	// CouponIssued makes a unique code that nobody has yet.
	CouponIssued CouponChangeKind = "ISSUED"
	// CouponGiven gives it to a member.
	CouponGiven CouponChangeKind = "GIVEN"
	// CouponWon gives it to a member who won it: limits of a member do not count it.
	CouponWon CouponChangeKind = "WON"
	// CouponSent gives it from one member to another.
	CouponSent CouponChangeKind = "SENT"
	// CouponWasReserved, CouponReleased, CouponWasUsed and CouponReturned are what orders do.
	CouponWasReserved CouponChangeKind = "RESERVED"
	CouponReleased    CouponChangeKind = "RELEASED"
	CouponWasUsed     CouponChangeKind = "USED"
	CouponReturned    CouponChangeKind = "RETURNED"
)

// Values lists the kinds, for ent.
func (CouponChangeKind) Values() []string {
	return values(CouponIssued, CouponGiven, CouponWon, CouponSent, CouponWasReserved, CouponReleased, CouponWasUsed, CouponReturned)
}

// CouponTerms are what a coupon does, and on what conditions. Money is in minor units of the
// mall's currency; 0 is none.
type CouponTerms struct {
	Kind CouponKind `json:"kind"`
	// AmountMinor is what AMOUNT takes off.
	AmountMinor int64 `json:"amount,omitempty"`
	// Percent is the part that PERCENT takes off, from 1 to 100.
	Percent int `json:"percent,omitempty"`
	// MostMinor is the most that PERCENT and FREE_SHIPPING take off.
	MostMinor int64 `json:"most,omitempty"`
	// Skus and Categories are the goods that it is for, with all below a category; none: all
	// goods.
	Skus       []SkuID      `json:"skus,omitempty"`
	Categories []CategoryID `json:"categories,omitempty"`
	// MinimumMinor is the least money that those goods must ask, before anything is taken off.
	MinimumMinor int64 `json:"minimum,omitempty"`
	// FirstOrder lets it be used by members alone who have no other order.
	FirstOrder bool `json:"firstOrder,omitempty"`
	// Stacking says with which other coupons it goes together; of those that do, one of a
	// higher priority is reckoned before.
	Stacking Stacking `json:"stacking,omitzero"`
	Priority int      `json:"priority,omitempty"`
}

// Covers reports whether the coupon is for a SKU, which lies in these categories: its own and
// those above it.
func (t *CouponTerms) Covers(sku SkuID, categories []CategoryID) bool {
	if len(t.Skus) == 0 && len(t.Categories) == 0 {
		return true
	}
	return slices.Contains(t.Skus, sku) || slices.ContainsFunc(categories, func(c CategoryID) bool { return slices.Contains(t.Categories, c) })
}
