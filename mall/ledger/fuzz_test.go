package ledger

import (
	"slices"
	"testing"
	"time"

	"pointsmall/mall"
)

// lotsFrom makes lots from bytes, three each: points, when it expires, what is held or pending.
func lotsFrom(data []byte) (lots []*lot) {
	for ; len(data) >= 3; data = data[3:] {
		l := &lot{id: mall.NewLotID(), granted: mall.Points(data[0]), remaining: mall.Points(data[0]), earnedAt: noon.Add(-time.Duration(data[2]) * time.Minute)}
		if data[1]%4 > 0 {
			l.expiresAt = in(time.Duration(int(data[1])-128) * time.Hour)
		}
		if data[2]%3 == 0 {
			l.held = l.remaining / 2
		}
		if data[2]%5 == 0 {
			l.usableFrom = noon.Add(time.Minute)
		}
		lots = append(lots, l)
	}
	slices.SortFunc(lots, compareSpendOrder)
	return lots
}

// Burning takes exactly the points, from lots that may pay, or nothing at all.
func FuzzBurn(f *testing.F) {
	f.Add([]byte{100, 200, 1, 50, 0, 1, 9, 129, 2}, int64(120))
	f.Add([]byte{100, 10, 1}, int64(1))                 // expired
	f.Add([]byte{100, 200, 3, 100, 200, 5}, int64(150)) // held, pending
	f.Add([]byte{}, int64(0))
	f.Fuzz(func(t *testing.T, data []byte, points int64) {
		if points < 0 || points > int64(mall.MaxPoints) {
			t.Skip()
		}
		a := memory(noon, lotsFrom(data)...)
		available, before := a.spendable(), a.balance
		taken, ok := burn(a.lots, mall.Points(points), noon)
		if ok != (mall.Points(points) <= available) {
			t.Fatalf("%d of %d: %v", points, available, ok)
		}
		var sum, left mall.Points
		for _, x := range taken {
			sum -= x.Points
		}
		for _, l := range a.lots {
			left += l.remaining
			if l.remaining < l.held {
				t.Fatalf("a lot holds %d of %d", l.held, l.remaining)
			}
		}
		if ok && sum != mall.Points(points) || left != before-sum {
			t.Fatalf("took %d of %d, %d left of %d", sum, points, left, before)
		}
	})
}

// A refund in two parts restores each lot to what it was, the newest-expiring first.
func FuzzRefundNewestFirst(f *testing.F) {
	f.Add([]byte{100, 200, 1, 50, 0, 1, 9, 129, 2}, int64(120), int64(40))
	f.Add([]byte{10, 200, 1, 10, 200, 1, 10, 200, 1}, int64(30), int64(15))
	f.Fuzz(func(t *testing.T, data []byte, points, first int64) {
		a := memory(noon, lotsFrom(data)...)
		if points < 1 || points > int64(a.Available()) || first < 1 || first >= points {
			t.Skip()
		}
		before := remaining(a.lots...)
		if _, refusal := a.Spend(mall.EntrySpend, mall.Points(points), Cause{}); refusal != nil {
			t.Fatal(refusal)
		}
		paid := a.newest().change.allocations
		a.Refund(paid, 0, mall.Points(first), mall.PointsPolicy{}, Cause{})
		given := a.newest().change.allocations
		for i, x := range given {
			if i > 0 && compareSpendOrder(a.lot(given[i-1].Lot), a.lot(x.Lot)) < 0 {
				t.Fatal("a lot that ends earlier came first")
			}
		}
		a.Refund(paid, mall.Points(first), mall.Points(points-first), mall.PointsPolicy{}, Cause{})
		if after := remaining(a.lots...); !slices.Equal(before, after) {
			t.Fatalf("%v became %v", before, after)
		}
	})
}
