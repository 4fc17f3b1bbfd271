package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

// No sequence of reserving, giving up, spending in part, getting back and sending moves the
// last moment at which points can be spent by more than one grace after their first return.
func TestNoSequenceMovesTheEndByMoreThanOneGrace(t *testing.T) {
	const grace, day = 10, 24 * time.Hour
	policy := mall.PointsPolicy{GraceDays: grace}
	rapid.Check(t, func(rt *rapid.T) {
		expires := utc("2026-03-31 16:00:00")
		now := utc("2026-03-30 12:00:00")
		a := memory(now, &lot{remaining: 100, earnedAt: utc("2026-01-01 00:00:00"), expiresAt: &expires})
		other := memory(now)
		other.book = a.book
		var held, paid [][]mall.Allocation
		ends := map[mall.LotID]time.Time{}
		take := func(label string, from *[][]mall.Allocation) []mall.Allocation {
			if len(*from) == 0 {
				return nil
			}
			i := rapid.IntRange(0, len(*from)-1).Draw(rt, label)
			x := (*from)[i]
			*from = append((*from)[:i], (*from)[i+1:]...)
			return x
		}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 5).Draw(rt, "days")) * day)
			a.book.now = now
			points := mall.Points(rapid.IntRange(1, 100).Draw(rt, "points"))
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0:
				if pins, refusal := a.Reserve(points, Cause{}); refusal == nil {
					held = append(held, pins)
				}
			case 1:
				a.Release(take("hold", &held), Cause{})
			case 2:
				if pins := take("hold", &held); pins != nil {
					a.Capture(pins, min(points, sumOf(pins)), policy, Cause{})
					paid = append(paid, payments(a.newest().change.allocations))
				}
			case 3:
				if _, refusal := a.Spend(mall.EntryDonate, points, Cause{}); refusal == nil {
					paid = append(paid, a.newest().change.allocations)
				}
			case 4:
				if x := take("payment", &paid); x != nil {
					a.Refund(x, 0, -sumOf(x), policy, Cause{})
				}
			default:
				if _, _, refusal := a.Send(other, points, 0, Cause{}, Cause{}); refusal == nil {
					_, _, refusal = other.Send(a, points, 0, Cause{}, Cause{})
					require.Nil(rt, refusal)
				}
			}
			for _, l := range a.lots {
				if !l.expiresAt.After(expires) {
					continue
				}
				require.True(rt, l.renewed, "only a renewal makes a later end")
				require.False(rt, l.expiresAt.After(now.Add((grace+1)*day)))
			}
			// Renewed points never get out of the ends that they have by now.
			for _, l := range a.lots {
				if !l.renewed {
					continue
				}
				if end, known := ends[l.id]; known {
					require.Equal(rt, end, *l.expiresAt)
				}
				ends[l.id] = *l.expiresAt
				_, again := renewal(l, policy, a.book)
				require.False(rt, again, "points get new terms once")
			}
		}
	})
}

func sumOf(allocations []mall.Allocation) (sum mall.Points) {
	for _, a := range allocations {
		sum += a.Points
	}
	return sum
}
