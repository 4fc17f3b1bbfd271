package ledger

import (
	"cmp"
	"slices"
	"time"

	"pointsmall/mall"
)

// Refund gives back points that an entry took, after the first `returned` of them were
// given back before, and posts a REFUND entry. It restores the lots that paid, the
// newest-expiring first, each with its own expiry; what would return to an expired lot
// follows the policy. The book must hold the lots (see Fetch). A debt is paid first, by
// the points that come back first, so that N parts give what one whole gives.
func (a *Account) Refund(paid []mall.Allocation, returned, points mall.Points, policy mall.PointsPolicy, cause Cause) mall.EntryID {
	c := change{delta: points}
	a.repay(points, &c)
	left := points + c.debt // c.debt is what the debt took, as a negative number
	skip := returned - c.debt
	for _, p := range a.newestFirst(payments(paid)) {
		part := -p.Points // what this lot paid
		skipped := min(skip, part)
		skip -= skipped
		part = min(part-skipped, left)
		if part == 0 {
			continue
		}
		left -= part
		l := a.lot(p.Lot)
		if terms, ok := renewal(l, policy, a.book); ok {
			c.allocations = append(c.allocations, mall.Allocation{Lot: a.addLot(part, terms), Points: part})
			continue
		}
		c.allocations = append(c.allocations, l.add(part))
	}
	return a.post(mall.EntryRefund, c, cause)
}

// payments are the allocations that paid for something. A capture in part may have moved
// points that it freed to a lot on new terms (see renew): such a pair, taken from one
// lot and given to the next, paid for nothing.
func payments(allocations []mall.Allocation) []mall.Allocation {
	var paid []mall.Allocation
	for _, a := range allocations {
		if a.Points > 0 {
			paid = paid[:len(paid)-1]
			continue
		}
		paid = append(paid, a)
	}
	return paid
}

// newestFirst sorts what lots paid by the lots' expiry, the latest first, so that a
// part that is refunded lives as long as it can.
func (a *Account) newestFirst(paid []mall.Allocation) []mall.Allocation {
	sorted := slices.Clone(paid)
	slices.SortStableFunc(sorted, func(x, y mall.Allocation) int {
		return cmp.Or(-compareSpendOrder(a.lot(x.Lot), a.lot(y.Lot)), 0)
	})
	return sorted
}

// renewal is the terms of points that come back to a lot; ok is false when they keep
// those of the lot. Points get new terms once: else whoever has them given back again and
// again would have them for ever.
func renewal(l *lot, policy mall.PointsPolicy, b *Book) (terms Terms, ok bool) {
	if !l.expired(b.now) || policy.Refund == mall.ExpiredRefundForfeit || l.renewed {
		return Terms{}, false
	}
	terms = Terms{EarnedAt: l.earnedAt, UsableFrom: b.now, Renewed: true}
	days := cmp.Or(policy.GraceDays, mall.DefaultGraceDays)
	if policy.Refund == mall.ExpiredRefundReissue {
		// Earned anew: the life that a statement shows begins today.
		terms.EarnedAt = b.now
		if l.idle > 0 {
			until := mall.IdleUntil(mall.DateOf(b.now, b.zone), l.idle, b.zone)
			terms.ExpiresAt, terms.IdleMonths = &until, l.idle
			return terms, true
		}
		last := mall.DateOf(l.expiresAt.Add(-time.Microsecond), b.zone)
		days = int(last.Sub(mall.DateOf(l.earnedAt, b.zone).Time).Hours() / 24)
	}
	until := mall.StartOfDay(mall.DateOf(b.now, b.zone).AddDays(days+1), b.zone) // midnight after the last day
	terms.ExpiresAt = &until
	return terms, true
}
