package mall

import (
	"math/bits"
	"time"
)

// SaleTerms are what a campaign asks for a SKU while it runs. They stand with the SKU, so that
// whoever reads the SKU knows them.
type SaleTerms struct {
	// Campaign is the one that the SKU is part of.
	Campaign CampaignID `json:"campaign"`
	// Version counts the changes of the SKU's terms by campaigns, those of other campaigns too.
	Version int `json:"version"`
	// Numerator and Denominator are the part of its points that a piece costs: 1 and 3 is a third.
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
	// StartsAt is the first moment of the sale, EndsAt the first one after it.
	StartsAt time.Time `json:"startsAt"`
	EndsAt   time.Time `json:"endsAt"`
	// Paused stops the sale: the SKU costs what it ever does.
	Paused bool `json:"paused,omitempty"`
	// SetApart says that its pieces are set apart; else their number is a mere ceiling.
	SetApart bool `json:"setApart,omitempty"`
	// PerMember and PerDay are the most pieces that a member gets of the sale, in all and on one
	// day of the mall; nil: no limit.
	PerMember *int `json:"perMember,omitempty"`
	PerDay    *int `json:"perDay,omitempty"`
	// Waiting has members queue: only those who are admitted get the SKU.
	Waiting bool `json:"waiting,omitempty"`
}

// On reports whether the sale is on at a moment.
func (t *SaleTerms) On(now time.Time) bool {
	return t != nil && !t.Paused && !now.Before(t.StartsAt) && now.Before(t.EndsAt)
}

// Price is what a piece costs in the sale that costs so many points else, rounded up: a third of
// 800 is 267.
func (t *SaleTerms) Price(points Points) Points {
	return ShareUp(points, t.Numerator, t.Denominator)
}

// ShareUp is a part of points, rounded up. The numerator is not greater than the denominator,
// and none of the three is negative.
func ShareUp(points Points, numerator, denominator int64) Points {
	high, low := bits.Mul64(uint64(points), uint64(numerator))
	quotient, rest := bits.Div64(high, low, uint64(denominator))
	if rest > 0 {
		quotient++
	}
	return Points(quotient)
}
