package ledger

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

var noon = time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC)

func in(d time.Duration) *time.Time {
	t := noon.Add(d)
	return &t
}

func TestBurnTakesWhatExpiresFirst(t *testing.T) {
	never := &lot{id: mall.NewLotID(), remaining: 100, earnedAt: noon.Add(-9 * time.Hour)}
	late := &lot{id: mall.NewLotID(), remaining: 100, expiresAt: in(48 * time.Hour)}
	soonOld := &lot{id: mall.NewLotID(), remaining: 100, earnedAt: noon.Add(-2 * time.Hour), expiresAt: in(time.Hour)}
	soonNew := &lot{id: mall.NewLotID(), remaining: 100, earnedAt: noon.Add(-time.Hour), expiresAt: in(time.Hour)}
	over := &lot{id: mall.NewLotID(), remaining: 100, expiresAt: in(0)}
	tomorrow := &lot{id: mall.NewLotID(), remaining: 100, usableFrom: noon.Add(time.Hour), expiresAt: in(2 * time.Hour)}
	pinned := &lot{id: mall.NewLotID(), remaining: 100, held: 70, expiresAt: in(30 * time.Minute)}
	lots := []*lot{never, late, soonNew, over, tomorrow, soonOld, pinned}
	slices.SortFunc(lots, compareSpendOrder)

	taken, ok := burn(lots, 260, noon)
	require.True(t, ok)
	assert.Equal(t, []mall.Allocation{
		{Lot: pinned.id, Points: -30}, {Lot: soonOld.id, Points: -100}, {Lot: soonNew.id, Points: -100}, {Lot: late.id, Points: -30},
	}, taken)
	assert.EqualValues(t, 70, late.remaining)
	assert.EqualValues(t, 70, pinned.remaining, "what is held stays")

	_, ok = burn(lots, 171, noon)
	assert.False(t, ok)
	assert.EqualValues(t, 70, late.remaining, "a refusal changes nothing")
	_, ok = burn(lots, 170, noon)
	assert.True(t, ok)
}

// Whatever the lots are: burning takes exactly the points, never from a lot that
// cannot pay, never leaves an earlier lot unused, and refuses only when the lots
// together cannot pay.
func TestBurnProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *lot {
			l := &lot{id: mall.NewLotID(), remaining: mall.Points(rapid.Int64Range(0, 50).Draw(t, "remaining"))}
			l.held = mall.Points(rapid.Int64Range(0, int64(l.remaining)).Draw(t, "held"))
			l.earnedAt = noon.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "earned")) * time.Hour)
			l.usableFrom = noon.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "usable")) * time.Hour)
			if rapid.Bool().Draw(t, "expires") {
				l.expiresAt = in(time.Duration(rapid.IntRange(-1, 3).Draw(t, "expiry")) * time.Hour)
			}
			return l
		}), 0, 12).Draw(t, "lots")
		slices.SortFunc(lots, compareSpendOrder)
		before := make(map[mall.LotID]lot, len(lots))
		var available mall.Points
		for _, l := range lots {
			before[l.id] = *l
			available += l.spendable(noon)
		}
		points := mall.Points(rapid.Int64Range(1, 400).Draw(t, "points"))

		taken, ok := burn(lots, points, noon)
		if ok != (points <= available) {
			t.Fatalf("burn of %d with %d available: ok is %v", points, available, ok)
		}
		if !ok {
			for _, l := range lots {
				if *l != before[l.id] {
					t.Fatalf("a refused burn changed lot %v", l)
				}
			}
			return
		}
		var sum mall.Points
		for _, a := range taken {
			b := before[a.Lot]
			if a.Points >= 0 || -a.Points > b.spendable(noon) {
				t.Fatalf("took %d from a lot with %d to spend", a.Points, b.spendable(noon))
			}
			sum -= a.Points
		}
		if sum != points {
			t.Fatalf("took %d of %d", sum, points)
		}
		for i, l := range lots {
			if l.spendable(noon) == 0 {
				continue
			}
			for _, later := range lots[i+1:] {
				if b := before[later.id]; later.remaining != b.remaining {
					t.Fatalf("a later lot paid while an earlier one still could")
				}
			}
			break
		}
	})
}
