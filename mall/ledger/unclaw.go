package ledger

import "pointsmall/mall"

// Unclaw gives back all that a CLAWBACK entry took: to the lots that it took from, each
// with its own expiry, and what had become a debt. An expired lot follows the policy, as in
// Refund. What is owed now is paid first; where that debt was paid meanwhile, the points
// that paid it come back on the terms given (see TermsOf). It posts a CLAWBACK entry of the opposite
// sign. later is how much of the debt other entries are to pay that are given back next: it is
// left to them, so that each gives its own lots back. The book must hold the lots (see Fetch).
func (a *Account) Unclaw(taken []mall.Allocation, owed, later mall.Points, terms Terms, policy mall.PointsPolicy, cause Cause) mall.EntryID {
	c := change{delta: owed}
	for _, p := range taken {
		c.delta -= p.Points
	}
	left := c.delta - a.repay(min(c.delta, max(a.debt-later, 0)), &c)
	for _, p := range a.newestFirst(taken) {
		part := min(-p.Points, left)
		if part == 0 {
			continue
		}
		left -= part
		l := a.lot(p.Lot)
		if renewed, ok := renewal(l, policy, a.book); ok {
			c.allocations = append(c.allocations, mall.Allocation{Lot: a.addLot(part, renewed), Points: part})
			continue
		}
		c.allocations = append(c.allocations, l.add(part))
	}
	if left > 0 {
		c.allocations = append(c.allocations, mall.Allocation{Lot: a.addLot(left, terms), Points: left})
	}
	return a.post(mall.EntryClawback, c, cause)
}

// TermsOf are the terms of points that are given back in place of some that lots had: those of
// the lot among them that lasts longest, so that nobody keeps points longer by owing them. An
// expired lot follows the policy, as in Refund. The book must hold the lots (see Fetch); ok is
// false where there are none.
func (a *Account) TermsOf(ids []mall.LotID, policy mall.PointsPolicy) (terms Terms, ok bool) {
	var last *lot
	for _, l := range a.ownLots(ids) {
		if last == nil || last.expiresAt != nil && (l.expiresAt == nil || l.expiresAt.After(*last.expiresAt)) {
			last = l
		}
	}
	if last == nil {
		return terms, false
	}
	if renewed, ok := renewal(last, policy, a.book); ok {
		return renewed, true
	}
	return Terms{EarnedAt: last.earnedAt, UsableFrom: a.book.now, ExpiresAt: last.expiresAt, IdleMonths: last.idle, Renewed: last.renewed}, true
}
