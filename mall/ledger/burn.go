package ledger

import (
	"time"

	"pointsmall/mall"
)

// burn takes points from lots, which are in spend order, and says which lot paid
// what (negative amounts). It changes nothing and returns false when the lots
// cannot pay at now.
func burn(lots []*lot, points mall.Points, now time.Time) ([]mall.Allocation, bool) {
	var taken []mall.Allocation
	left := points
	for _, l := range lots {
		if left == 0 {
			break
		}
		if part := min(l.spendable(now), left); part > 0 {
			taken = append(taken, mall.Allocation{Lot: l.id, Points: -part})
			left -= part
		}
	}
	if left > 0 {
		return nil, false
	}
	next := 0
	for _, l := range lots {
		if next < len(taken) && taken[next].Lot == l.id {
			l.remaining += taken[next].Points
			l.changed = true
			next++
		}
	}
	return taken, true
}
