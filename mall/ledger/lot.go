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
	lapsed          mall.Points // what its expiry took
	earnedAt        time.Time
	usableFrom      time.Time
	expiresAt       *time.Time // nil: never
	idle            int        // lapses after so many months without activity; 0: whatever happens
	renewed         bool       // got these terms after it had expired on others

	changed bool // differs from what is stored
	moved   bool // so does its expiry, because of an activity
	fresh   bool // not stored yet
	hashed  bool // fresh, and in the hash of the entry that made it
	untold  bool // no entry has said yet when it ends: see ends
}

// spendable is what may be taken from the lot at now.
func (l *lot) spendable(now time.Time) mall.Points {
	if l.usableFrom.After(now) || l.expired(now) {
		return 0
	}
	return l.remaining - l.held
}

// pending reports whether the lot can be spent later, but not at now.
func (l *lot) pending(now time.Time) bool {
	return l.usableFrom.After(now) && !l.expired(now)
}

// expired reports whether the lot's time is over at now. It expires at the
// instant expires_at itself: local midnight after its last valid day.
func (l *lot) expired(now time.Time) bool {
	return l.expiresAt != nil && !l.expiresAt.After(now)
}

// add changes what the lot holds.
func (l *lot) add(points mall.Points) mall.Allocation {
	l.remaining += points
	l.changed = true
	return mall.Allocation{Lot: l.id, Points: points}
}

// hold changes how much of the lot is reserved.
func (l *lot) hold(points mall.Points) {
	l.held += points
	l.changed = true
}

// compareSpendOrder sorts lots in the order in which they are spent.
func compareSpendOrder(a, b *lot) int {
	return cmp.Or(compareExpiry(a, b), a.earnedAt.Compare(b.earnedAt), slices.Compare(a.id[:], b.id[:]))
}

// compareExpiry sorts the lot first that expires first; those that never do, last.
func compareExpiry(a, b *lot) int {
	switch {
	case a.expiresAt == nil && b.expiresAt == nil:
		return 0
	case a.expiresAt == nil:
		return 1
	case b.expiresAt == nil:
		return -1
	}
	return a.expiresAt.Compare(*b.expiresAt)
}
