package ledger

import (
	"time"

	"pointsmall/mall"
)

// burn takes points from lots, which are in spend order, and says which lot paid
// what (negative amounts). It changes nothing and returns false when the lots
// cannot pay at now.
func burn(lots []*lot, points mall.Points, now time.Time) ([]mall.Allocation, bool) {
	var payers []*lot
	left := points
	for _, l := range lots {
		if left <= 0 {
			break
		}
		if part := min(l.spendable(now), left); part > 0 {
			payers = append(payers, l)
			left -= part
		}
	}
	if left > 0 {
		return nil, false
	}
	taken := make([]mall.Allocation, len(payers))
	left = points
	for i, l := range payers {
		part := min(l.spendable(now), left)
		taken[i] = l.add(-part)
		left -= part
	}
	return taken, true
}
