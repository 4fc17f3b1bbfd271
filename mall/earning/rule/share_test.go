package rule

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func TestShare(t *testing.T) {
	third := rat(1, 3)
	assert.Equal(t, []mall.Points{1, 0, 0}, share(1, []*big.Rat{third, third, third}, []string{"a", "b", "c"}))
	assert.Equal(t, []mall.Points{0, 0, 1}, share(1, []*big.Rat{third, third, third}, []string{"c", "b", "a"}), "ties go by key")
	assert.Equal(t, []mall.Points{2, 4}, share(6, []*big.Rat{rat(5, 2), rat(7, 2)}, []string{"b", "a"}), "then by size")
	assert.Empty(t, share(0, nil, nil))
}

// checkShares holds the shares of the parts against what share promises.
func checkShares(t interface{ Fatalf(string, ...any) }, parts []*big.Rat, keys []string) []mall.Points {
	sum := new(big.Rat)
	for _, p := range parts {
		sum.Add(sum, p)
	}
	points := mall.Points(floor(sum).Int64())
	shares := share(points, parts, keys)
	var total mall.Points
	for i, s := range shares {
		total += s
		least := mall.Points(floor(parts[i]).Int64())
		if s != least && (s != least+1 || parts[i].IsInt()) {
			t.Fatalf("%v got %d", parts[i], s)
		}
	}
	if total != points {
		t.Fatalf("shares sum to %d of %d", total, points)
	}
	return shares
}

func TestShareProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		parts, keys := make([]*big.Rat, n), make([]string, n)
		for i := range parts {
			parts[i] = rat(rapid.Int64Range(0, 1_000_000).Draw(t, "a"), rapid.Int64Range(1, 30).Draw(t, "b"))
			keys[i] = string(rune('a' + i))
		}
		shares := checkShares(t, parts, keys)
		byKey := map[string]mall.Points{}
		for i, k := range keys {
			byKey[k] = shares[i]
		}
		order := rapid.Permutation(keys).Draw(t, "order")
		shuffled := make([]*big.Rat, n)
		for i, k := range order {
			shuffled[i] = parts[slices.Index(keys, k)]
		}
		for i, s := range checkShares(t, shuffled, order) {
			if byKey[order[i]] != s {
				t.Fatalf("%s got %d in one order and %d in another", order[i], byKey[order[i]], s)
			}
		}
	})
}

func FuzzShare(f *testing.F) {
	f.Add(int64(1), int64(3), int64(2), int64(3), int64(7))
	f.Add(int64(999), int64(1000), int64(1), int64(1), int64(1))
	f.Fuzz(func(t *testing.T, a, b, c, d, e int64) {
		const most = 1 << 40
		part := func(n int64) *big.Rat { return rat(abs(n)%most, abs(e)%1000+1) }
		checkShares(t, []*big.Rat{part(a), part(b), part(c), part(d)}, []string{"a", "b", "c", "d"})
	})
}

func abs(n int64) int64 { return max(n, -(n + 1)) }

// However rules stack, the parts and the lines sum to the points.
func TestEverythingSums(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		one := func(name string) bool { return rapid.Bool().Draw(rt, name) }
		rules := []*Active{made(t, "base", ratio(rapid.SampledFrom([]mall.Points{1, 2, 7}).Draw(rt, "points"), rapid.SampledFrom([]int64{1, 3, 10}).Draw(rt, "per")))}
		if one("fixed") {
			rules = append(rules, made(t, "fixed", fixed(100)))
		}
		if one("double") {
			rules = append(rules, made(t, "double", times("2"), stacked(rapid.SampledFrom([]Stack{Add, Multiply, Exclusive}).Draw(rt, "mode"), "")))
		}
		if one("narrow") {
			e := Effect{Percent: &Percent{Percent: dec("33"), Base: rapid.SampledFrom([]Base{OfRatio, OfAll}).Draw(rt, "of"), Goods: Goods{Skus: []string{"a", "c"}}}}
			rules = append(rules, made(t, "narrow", e, stacked(rapid.SampledFrom([]Stack{Add, Multiply}).Draw(rt, "narrow mode"), "")))
		}
		if one("tier") {
			rules = append(rules, made(t, "tier", tier("5.5")))
		}
		if one("goods") {
			rules = append(rules, made(t, "goods", Effect{PerItem: &PerItem{Points: 3, Skus: []string{"a"}}}))
		}
		var lines []Line
		for range rapid.IntRange(1, 6).Draw(rt, "lines") {
			lines = append(lines, line(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "sku"), rapid.IntRange(1, 9).Draw(rt, "quantity"), rapid.SampledFrom([]string{"0", "0.99", "3.333", "100"}).Draw(rt, "price")))
		}
		got := NewSet(rules).Evaluate(bought(rapid.Int64Range(0, 1<<40).Draw(rt, "fen"), lines...))
		var parts, shares mall.Points
		for _, p := range got.Parts {
			parts += p.Points
		}
		for _, p := range got.Lines {
			shares += p
		}
		if parts != got.Points || len(got.Parts) > 0 && shares != got.Points || got.Points != mall.Points(floor(got.Exact).Int64()) {
			rt.Fatalf("points %d of %v; parts %d, lines %d", got.Points, got.Exact, parts, shares)
		}
	})
}
