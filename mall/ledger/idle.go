package ledger

import (
	"context"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// activities are the kinds of entries that count as a member's activity: earning and
// spending of their own. What staff, returns and sweeps do to an account does not, nor
// does what others send: nobody can keep somebody else's points alive.
var activities = []mall.PointsEntryKind{mall.EntryEarn, mall.EntrySpend, mall.EntryDonate, mall.EntryTransferOut, mall.EntryExchange}

// active notes an activity of the member: points that lapse without any last their
// months from its day on, unless they have lapsed or last longer anyway.
func (a *Account) active(at time.Time) {
	if a.idleSince == nil {
		return
	}
	day := a.book.day(at)
	if day.After(a.idleSince.Time) {
		if !a.movable && !a.complete {
			panic("ledger: an account was opened without the lots that an activity moves")
		}
		a.idleSince = &day
	}
	for _, l := range a.lots {
		if l.idle > 0 && !l.expired(a.book.now) && l.last(day, a.book.zone) {
			l.changed = true
		}
	}
	slices.SortFunc(a.lots, compareSpendOrder)
}

// day is the day of something that happened, today at the latest.
func (b *Book) day(at time.Time) mall.Date { return mall.DateOf(earlier(at, b.now), b.zone) }

// last has the lot last its months from a day of activity on; false: it does already.
func (l *lot) last(day mall.Date, zone *time.Location) bool {
	until := mall.IdleUntil(day, l.idle, zone)
	if !until.After(*l.expiresAt) {
		return false
	}
	l.expiresAt, l.moved, l.untold = &until, true, true
	return true
}

// admit prepares an account for points that come in, and returns their terms: what was
// earned before the member's newest activity lasts as long as what that one found.
func (a *Account) admit(kind mall.PointsEntryKind, terms Terms, cause Cause) Terms {
	if terms.IdleMonths == 0 {
		return terms
	}
	if kind == mall.EntryEarn {
		if a.idleSince != nil {
			if until := mall.IdleUntil(*a.idleSince, terms.IdleMonths, a.book.zone); until.After(*terms.ExpiresAt) {
				terms.ExpiresAt = &until
			}
			return terms
		}
		at := cause.At
		if at.IsZero() {
			at = a.book.now
		}
		day := a.book.day(at)
		a.idleSince = &day
		return terms
	}
	// What another member sent keeps its own expiry, which the account's day says nothing
	// of: the next activity must look at all lots, even if it is today's second.
	day := mall.DateOf(terms.EarnedAt, a.book.zone)
	if a.idleSince != nil {
		day = *a.idleSince
	}
	if yesterday := a.book.day(a.book.now).AddDays(-1); day.After(yesterday.Time) {
		day = yesterday
	}
	a.idleSince = &day
	return terms
}

// readMovable reads all lots of the accounts in which an activity may move some. Those
// are few: an account's first activity of a day moves its lots, the next ones find them
// where they belong.
func (b *Book) readMovable(ctx context.Context, tx *store.Tx) error {
	today := b.day(b.now)
	var behind []*Account
	for _, a := range b.accounts {
		a.movable = true
		if a.idleSince != nil && a.idleSince.Before(today.Time) && !a.complete {
			behind = append(behind, a)
		}
	}
	return b.readLots(ctx, tx, behind, mostLots)
}

// catchUp lets lots that were fetched, and of which everything was spent, last as long as
// if it had not been: activities move open lots only, and points may come back to these.
// What lapsed before the member's next activity stays lapsed.
func (b *Book) catchUp(ctx context.Context, tx *store.Tx) error {
	for _, a := range b.accounts {
		var spent []*lot
		var since time.Time
		for _, l := range a.lots {
			if l.idle > 0 && l.remaining == 0 && l.lapsed == 0 {
				spent = append(spent, l)
				if since.IsZero() || l.earnedAt.Before(since) {
					since = l.earnedAt
				}
			}
		}
		if len(spent) == 0 {
			continue
		}
		kinds, err := store.Set(tx.Dialect, activities)
		if err != nil {
			return err
		}
		err = tx.Each(ctx, func(scan func(...any) error) error {
			var at time.Time
			if err := scan(&at); err != nil {
				return err
			}
			for _, l := range spent {
				if l.expiresAt.After(at) {
					l.last(b.day(at), b.zone)
				}
			}
			return nil
		}, "select occurred_at from entries where account_id = $1 and kind "+tx.Dialect.In(2, "text")+" and occurred_at >= $3 order by occurred_at", a.id, kinds, since)
		if err != nil {
			return err
		}
		slices.SortFunc(a.lots, compareSpendOrder)
	}
	return nil
}
