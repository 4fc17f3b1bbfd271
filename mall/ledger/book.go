package ledger

import (
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// Book is the working set of one transaction: the accounts it locked, and the
// entries that it is about to post. It is not safe for concurrent use.
type Book struct {
	now      time.Time
	currency mall.PointsCurrency
	accounts map[mall.MemberID]*Account
	entries  []entry
}

// entry is a posting that is not stored yet.
type entry struct {
	id           mall.EntryID
	account      *Account
	seq          int64
	kind         mall.PointsEntryKind
	delta        mall.Points
	balanceAfter mall.Points
	allocations  []mall.Allocation
	cause        Cause
	occurredAt   time.Time
}

// Account is the member's account; ok is false when the member has none.
func (b *Book) Account(m mall.MemberID) (a *Account, ok bool) {
	a, ok = b.accounts[m]
	return a, ok
}

// Imagine adds an empty account that is not stored, for those who only reckon. Such a
// book must not be saved.
func (b *Book) Imagine(m mall.MemberID) {
	b.accounts[m] = &Account{book: b, member: m, complete: true}
}

// PlatformAccount is the id of the account that stands on the other side of
// members' points. It has no row: see the package comment.
func PlatformAccount(c mall.PointsCurrency) mall.AccountID {
	return mall.AccountID(uuid.NewSHA1(uuid.NameSpaceOID, []byte("pointsmall platform "+c)))
}

// counterEntries is the platform's side of the book's entries: one for each kind,
// so that together with them they sum to zero.
func (b *Book) counterEntries() []entry {
	sums := map[mall.PointsEntryKind]mall.Points{}
	var kinds []mall.PointsEntryKind
	for _, e := range b.entries {
		if _, ok := sums[e.kind]; !ok {
			kinds = append(kinds, e.kind)
		}
		sums[e.kind] -= e.delta
	}
	var sides []entry
	for _, kind := range kinds {
		if sums[kind] != 0 {
			sides = append(sides, entry{id: mall.NewEntryID(), kind: kind, delta: sums[kind], occurredAt: b.now})
		}
	}
	return sides
}
