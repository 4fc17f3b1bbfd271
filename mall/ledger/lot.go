package ledger

import (
	"cmp"
	"slices"
	"time"

	"pointsmall/mall"
)

// lot is a batch of points that expire together, as the rules see it.
type lot struct {
	id              mall.LotID
	granted         mall.Points
	remaining, held mall.Points
	earnedAt        time.Time
	usableFrom      time.Time
	expiresAt       *time.Time // nil: never

	changed bool // remaining or held differs from what is stored
	fresh   bool // not stored yet
}

// spendable is what may be taken from the lot at now.
func (l *lot) spendable(now time.Time) mall.Points {
	if l.usableFrom.After(now) || l.expired(now) {
		return 0
	}
	return l.remaining - l.held
}

// expired reports whether the lot's time is over at now. It expires at the
// instant expires_at itself: local midnight after its last valid day.
func (l *lot) expired(now time.Time) bool {
	return l.expiresAt != nil && !l.expiresAt.After(now)
}

// compareSpendOrder sorts lots in the order in which they are spent.
func compareSpendOrder(a, b *lot) int {
	switch {
	case a.expiresAt == nil && b.expiresAt != nil:
		return 1
	case a.expiresAt != nil && b.expiresAt == nil:
		return -1
	case a.expiresAt != nil:
		if c := a.expiresAt.Compare(*b.expiresAt); c != 0 {
			return c
		}
	}
	return cmp.Or(a.earnedAt.Compare(b.earnedAt), slices.Compare(a.id[:], b.id[:]))
}
