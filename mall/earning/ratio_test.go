package earning

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/purchase"
)

// The figures of a mall's usual ratios: ¥1 → 2, ¥1 → 1, ¥10 → 1, ¥100 → 1.
func TestEarn(t *testing.T) {
	for _, c := range []struct {
		total, per   int64
		points, want mall.Points
	}{
		{20_000, 100, 2, 400},
		{20_000, 100, 1, 200},
		{20_000, 1000, 1, 20},
		{20_000, 10_000, 1, 2},
		{0, 100, 1, 0},
		{99, 100, 1, 0},
		{100, 100, 1, 1},
		{19_999, 10_000, 1, 1},
		{199, 100, 2, 2},
	} {
		got, ok := earn(c.total, purchase.Ratio{AmountMinor: c.per, Points: c.points})
		assert.True(t, ok)
		assert.Equal(t, c.want, got, "%+v", c)
	}
	_, ok := earn(math.MaxInt64, purchase.Ratio{AmountMinor: 1, Points: mall.MaxPoints})
	assert.False(t, ok)
}

// More money never earns less, and two purchases never earn more than one of their sum.
func TestEarnProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := purchase.Ratio{AmountMinor: rapid.Int64Range(1, 100_000).Draw(t, "per"), Points: mall.Points(rapid.Int64Range(1, 1000).Draw(t, "points"))}
		a, b := rapid.Int64Range(0, 1<<40).Draw(t, "a"), rapid.Int64Range(0, 1<<40).Draw(t, "b")
		pa, ok1 := earn(a, r)
		pb, ok2 := earn(b, r)
		sum, ok3 := earn(a+b, r)
		if ok3 && (!ok1 || !ok2 || pa+pb > sum || sum-pa-pb > r.Points) {
			t.Fatalf("%d and %d earn %d and %d, together %d", a, b, pa, pb, sum)
		}
	})
}
