package mall

import (
	"math"
	"math/big"
	"testing"
)

// Parts add up to the whole, none is negative, and each is what the exact fraction says.
func FuzzPartOf(f *testing.F) {
	f.Add(int64(100), int64(1), int64(2), int64(3))
	f.Add(int64(MaxPoints), int64(1), int64(MaxPoints)-1, int64(MaxPoints))
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64)-1, int64(math.MaxInt64), int64(math.MaxInt64))
	f.Add(int64(7), int64(0), int64(0), int64(0))
	f.Add(int64(1), int64(5), int64(9), int64(3))
	f.Fuzz(func(t *testing.T, total, first, second, whole int64) {
		if total < 0 || first < 0 || second < first || whole < 0 {
			t.Skip()
		}
		a := PartOf(total, first, whole)
		b := PartOf(total, second, whole) - a
		c := PartOf(total, whole, whole) - a - b
		want := total
		if whole == 0 {
			want = 0
		}
		if a < 0 || b < 0 || c < 0 || a+b+c != want {
			t.Fatalf("%d + %d + %d of %d", a, b, c, want)
		}
		// a/total is the largest such fraction that is not above first/whole.
		left := new(big.Int).Mul(big.NewInt(a), big.NewInt(whole))
		next := new(big.Int).Add(left, big.NewInt(whole))
		right := new(big.Int).Mul(big.NewInt(total), big.NewInt(min(first, whole)))
		if whole > 0 && (left.Cmp(right) > 0 || next.Cmp(right) <= 0) {
			t.Fatalf("%d is not %d × %d / %d rounded down", a, total, first, whole)
		}
	})
}
