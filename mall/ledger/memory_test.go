package ledger

import (
	"slices"
	"time"

	"pointsmall/mall"
)

var shanghai = time.FixedZone("Shanghai", 8*3600)

// memory is an account without a database.
func memory(now time.Time, lots ...*lot) *Account {
	b := newBook(now, shanghai, mall.DefaultPoints, 1)
	a := &Account{book: b, id: mall.NewAccountID(), member: mall.NewMemberID(), complete: true, lots: lots, openedAt: now}
	for _, l := range lots {
		if l.id.IsZero() {
			l.id = mall.NewLotID()
		}
		l.granted = max(l.granted, l.remaining)
		a.balance += l.remaining
		a.held += l.held
	}
	slices.SortFunc(a.lots, compareSpendOrder)
	b.accounts[a.member] = a
	return a
}

// remaining lists what lots hold, in their order.
func remaining(lots ...*lot) (points []mall.Points) {
	for _, l := range lots {
		points = append(points, l.remaining)
	}
	return points
}

// newest is the entry that was posted last.
func (a *Account) newest() entry { return a.book.entries[len(a.book.entries)-1] }

// term is the terms of a lot, to be compared.
type term struct{ earned, usable, expires time.Time }

// holdings adds up what the account has, by the terms it has it on.
func (a *Account) holdings() map[term]mall.Points {
	sums := map[term]mall.Points{}
	for _, l := range a.lots {
		if l.remaining > 0 {
			sums[term{l.earnedAt, l.usableFrom, value(l.expiresAt)}] += l.remaining
		}
	}
	return sums
}
