package ledger

import (
	"slices"

	"pointsmall/mall"
)

// Reserve pins points that are available, in spend order, and posts a HOLD entry. The
// allocations (positive) say which lots are pinned: they neither expire nor are spent
// until Capture or Release gets them back. It refuses with INSUFFICIENT_POINTS.
func (a *Account) Reserve(points mall.Points, cause Cause) ([]mall.Allocation, *mall.Error) {
	if available := a.Available(); points > available {
		return nil, short(points, available)
	}
	var pinned []mall.Allocation
	left := points
	for _, l := range a.lots {
		if part := min(l.spendable(a.book.now), left); part > 0 {
			l.hold(part)
			pinned = append(pinned, mall.Allocation{Lot: l.id, Points: part})
			left -= part
		}
	}
	a.post(mall.EntryHold, change{held: points}, cause)
	return pinned, nil
}

// Capture ends a reservation: it spends points of what is pinned, in the order in
// which it was pinned, and frees the rest. The book must hold the pinned lots (see
// Fetch). What is freed pays a debt first; after its lot has expired it follows the
// policy, like a refund.
func (a *Account) Capture(pinned []mall.Allocation, points mall.Points, policy mall.PointsPolicy, cause Cause) mall.EntryID {
	c := change{delta: -points}
	left := points
	var rest []mall.Allocation
	for _, p := range pinned {
		l := a.lot(p.Lot)
		part := min(p.Points, left)
		l.hold(-p.Points)
		if part > 0 {
			c.allocations = append(c.allocations, l.add(-part))
			left -= part
		}
		if part < p.Points {
			rest = append(rest, mall.Allocation{Lot: p.Lot, Points: p.Points - part})
		}
		c.held -= p.Points
	}
	paying, rest := a.owed(rest)
	a.renew(rest, policy, &c)
	entry := a.post(mall.EntrySpend, c, cause)
	a.payDebt(paying, cause)
	return entry
}

// Release ends a reservation without spending anything of it and posts a RELEASE
// entry. See Capture; but a lot that has expired meanwhile gets no new terms: whoever
// reserves points and gives up must not have them longer than who spends them.
func (a *Account) Release(pinned []mall.Allocation, cause Cause) mall.EntryID {
	var c change
	for _, p := range pinned {
		a.lot(p.Lot).hold(-p.Points)
		c.held -= p.Points
	}
	paying, _ := a.owed(pinned)
	entry := a.post(mall.EntryRelease, c, cause)
	a.payDebt(paying, cause)
	return entry
}

// renew moves points that came back to expired lots to lots on new terms, where the
// policy gives them some.
func (a *Account) renew(freed []mall.Allocation, policy mall.PointsPolicy, c *change) {
	for _, f := range freed {
		l := a.lot(f.Lot)
		terms, ok := renewal(l, policy, a.book)
		if !ok {
			continue
		}
		c.allocations = append(c.allocations, l.add(-f.Points), mall.Allocation{Lot: a.addLot(f.Points, terms), Points: f.Points})
	}
	slices.SortFunc(a.lots, compareSpendOrder)
}
