package ledger

import "pointsmall/mall"

// owed divides points that can be spent from now on: the first of them pay the debt.
func (a *Account) owed(freed []mall.Allocation) (paying, rest []mall.Allocation) {
	left := a.debt
	for _, f := range freed {
		part := min(f.Points, left)
		left -= part
		if part > 0 {
			paying = append(paying, mall.Allocation{Lot: f.Lot, Points: part})
		}
		if part < f.Points {
			rest = append(rest, mall.Allocation{Lot: f.Lot, Points: f.Points - part})
		}
	}
	return paying, rest
}

// payDebt posts that points of lots pay the debt, or a part of it. The entry is a CLAWBACK
// of no points: the balance is what lots hold less the debt, and both fall.
func (a *Account) payDebt(paying []mall.Allocation, cause Cause) {
	if len(paying) == 0 {
		return
	}
	var c change
	for _, p := range paying {
		c.allocations = append(c.allocations, a.lot(p.Lot).add(-p.Points))
		c.debt -= p.Points
	}
	reason := mall.Textf("Debt paid: %d", "偿还欠分：%d", -c.debt)
	a.post(mall.EntryClawback, c, Cause{Reason: &reason, At: cause.At, Actor: cause.Actor})
}
