package ledger

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"pointsmall/mall"
)

// Refund gives back points that an entry took, after the first `returned` of them were
// given back before, and posts a REFUND entry. It restores the lots that paid, the
// newest-expiring first, each with its own expiry; what would return to an expired lot
// follows the policy. The book must hold the lots (see Fetch). A debt is paid first.
func (a *Account) Refund(paid []mall.Allocation, returned, points mall.Points, policy mall.PointsPolicy, cause Cause) mall.EntryID {
	c := change{delta: points}
	a.repay(points, &c)
	left := points + c.debt // c.debt is what the debt took, as a negative number
	skip := returned
	for _, p := range a.newestFirst(paid) {
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
	return a.post(mall.Refund, c, cause)
}

// newestFirst sorts what lots paid by the lots' expiry, the latest first, so that a
// part that is refunded lives as long as it can. A lot that pays twice comes once.
func (a *Account) newestFirst(paid []mall.Allocation) []mall.Allocation {
	sorted := slices.Clone(paid)
	slices.SortStableFunc(sorted, func(x, y mall.Allocation) int {
		return cmp.Or(-compareSpendOrder(a.lot(x.Lot), a.lot(y.Lot)), 0)
	})
	return sorted
}

// renewal is the terms of points that come back to a lot; ok is false when they keep
// those of the lot.
func renewal(l *lot, policy mall.PointsPolicy, b *Book) (terms Terms, ok bool) {
	if !l.expired(b.now) || policy.Refund == mall.ForfeitRefund {
		return Terms{}, false
	}
	terms = Terms{EarnedAt: l.earnedAt, UsableFrom: b.now}
	var until time.Time
	if policy.Refund == mall.ReissueRefund {
		until = b.now.Add(l.expiresAt.Sub(l.earnedAt))
	} else {
		days := cmp.Or(policy.GraceDays, mall.DefaultGraceDays)
		y, m, d := b.now.In(b.zone).Date()
		until = time.Date(y, m, d+days+1, 0, 0, 0, 0, b.zone) // midnight after the last day
	}
	until = until.UTC().Truncate(time.Microsecond)
	terms.ExpiresAt = &until
	return terms, true
}

// Cumulative is how much of total is due once `part` of `whole` has come back, less
// what was due before: floor(total × part / whole) − before. N parts so add up to
// exactly the whole. It is 0 when whole is.
func Cumulative(total mall.Points, part, whole int64, before mall.Points) mall.Points {
	if whole <= 0 {
		return 0
	}
	due := new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(min(part, whole)))
	due.Quo(due, big.NewInt(whole))
	return max(mall.Points(due.Int64())-before, 0)
}
