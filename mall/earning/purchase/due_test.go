package purchase

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func TestMoneyWithoutGoodsTakesItsShareOfWhatIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		steps func(g *Goods)
		owed  int64
		whole bool
	}{
		"a fifth of the money":                  {func(g *Goods) { g.Refund(20_00) }, 19, false},
		"in two parts":                          {func(g *Goods) { g.Refund(7_00); g.Refund(13_00) }, 19, false},
		"all of the money":                      {func(g *Goods) { g.Refund(100_00) }, 99, true},
		"goods first":                           {func(g *Goods) { g.Back([]int64{1, 0}); g.Refund(10_00) }, 59, false},
		"money first":                           {func(g *Goods) { g.Refund(10_00); g.Back([]int64{1, 0}) }, 59, false},
		"all goods after money":                 {func(g *Goods) { g.Refund(10_00); g.Back([]int64{2, 1}) }, 99, true},
		"money for what came back later anyway": {func(g *Goods) { g.Refund(60_00); g.Back([]int64{1, 0}) }, 99, true},
	} {
		g := NewGoods([]mall.PurchaseLine{line("tea", 2, "50"), line("gift", 1, "0")}, mall.Money{Minor: 100_00, Currency: "CNY"})
		c.steps(g)
		assert.Equal(t, c.owed, g.Owed([]int64{98, 1}), name)
		assert.Equal(t, c.whole, g.Whole(), name)
	}
}

// Goods by piece and by measure, and money without goods, in whatever mixture and order:
// what is due never falls, depends on what has come back alone, and is all in the end.
func TestAnyMixtureOfReturnsAddsUpToOneWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mall.PurchaseLine {
			price := rapid.SampledFrom([]string{"0", "1", "2.5", "19.99"}).Draw(t, "price")
			if rapid.Bool().Draw(t, "measured") {
				return weight("w", mall.PurchaseLine{Measure: "1"}.Shown(rapid.Int64Range(1, 5000).Draw(t, "thousandths")), price)
			}
			return line("p", rapid.IntRange(1, 9).Draw(t, "quantity"), price)
		}), 1, 4).Draw(t, "lines")
		total := mall.Money{Minor: rapid.Int64Range(0, 500_00).Draw(t, "paid"), Currency: "CNY"}
		shares := rapid.SliceOfN(rapid.Int64Range(0, 10_000), len(lines), len(lines)).Draw(t, "points")
		var all int64
		for _, n := range shares {
			all += n
		}
		g := NewGoods(lines, total)
		var due, repaid int64
		for range rapid.IntRange(0, 8).Draw(t, "returns") {
			if left := total.Minor - g.Repaid(); left > 0 && rapid.Bool().Draw(t, "money alone") {
				g.Refund(rapid.Int64Range(1, left).Draw(t, "refunded"))
			} else {
				units := make([]int64, len(lines))
				for i := range lines {
					units[i] = rapid.Int64Range(0, g.left(i)).Draw(t, "units")
				}
				g.Back(units)
			}
			same := NewGoods(lines, total)
			same.Refund(g.refunded)
			same.Back(g.back)
			if now := g.Owed(shares); now < due-1 || now > all || now != same.Owed(shares) {
				t.Fatalf("%d of %d are due, %d were; in another order %d", now, all, due, same.Owed(shares))
			}
			if now := g.Repaid(); now < repaid || now > total.Minor {
				t.Fatalf("%d of %s were given back, %d before", now, total, repaid)
			}
			due, repaid = max(due, g.Owed(shares)), g.Repaid()
		}
		rest := make([]int64, len(lines))
		for i := range lines {
			rest[i] = g.left(i)
		}
		g.Back(rest)
		if g.Owed(shares) != all || g.Repaid() != total.Minor || !g.Whole() {
			t.Fatalf("all came back: %d of %d are due, %d of %s were given back", g.Owed(shares), all, g.Repaid(), total)
		}
	})
}
