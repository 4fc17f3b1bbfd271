package earning_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/malltest"
)

// However many returns a purchase's goods come back in, in whatever order, before or after
// the purchase is reported: in the end everything is as if they had come back together.
func TestPartialReturnsAreOneReturn(t *testing.T) {
	t.Parallel()
	m := malltest.Open(t, malltest.SQLite(t))
	demo(t, m)
	n := 0
	for range malltest.Length(1, 100) {
		rapid.Check(t, func(rt *rapid.T) {
			n++
			lines := drawLines(rt)
			total := yuan(rapid.Int64Range(0, 900_00).Draw(rt, "total"))
			tier := rapid.SampledFrom([]string{"normal", "gold"}).Draw(rt, "tier")
			spent := rapid.Int64Range(0, 3).Draw(rt, "thirds spent")
			everything := rapid.Bool().Draw(rt, "everything comes back")
			whole, parts := m.Member(tier), m.Member(tier)
			var units []mall.PurchaseLine // what comes back, piece by piece
			for _, l := range lines {
				come := l.Quantity
				if !everything {
					come = rapid.IntRange(0, l.Quantity).Draw(rt, "come back")
				}
				for range come {
					units = append(units, mall.PurchaseLine{Sku: l.Sku, Quantity: 1, UnitPrice: l.UnitPrice})
				}
			}
			sale := func(who *ent.Member) earning.Purchase {
				p := bought(*who.ExternalRef, fmt.Sprintf("P%d-%s", n, *who.ExternalRef), total)
				p.Lines = lines
				return p
			}
			of := func(who *ent.Member, number int, lines []mall.PurchaseLine) earning.Return {
				return earning.Return{Source: purchase.Mall, ExternalRef: fmt.Sprintf("R%d-%s-%d", n, *who.ExternalRef, number), PurchaseRef: sale(who).ExternalRef, OccurredAt: malltest.Start, Lines: lines}
			}

			granted := sell(t, m, sale(whole))
			shuffled := rapid.Permutation(units).Draw(rt, "order")
			early := 0
			if spent == 0 && len(shuffled) > 0 {
				early = rapid.IntRange(0, len(shuffled)).Draw(rt, "come early")
			}
			number := 0
			report := func(pieces []mall.PurchaseLine) {
				for len(pieces) > 0 {
					size := rapid.IntRange(1, len(pieces)).Draw(rt, "size")
					takeBack(t, m, of(parts, number, pieces[:size]))
					pieces, number = pieces[size:], number+1
				}
			}
			report(shuffled[:early])
			sell(t, m, sale(parts))
			if use := granted * mall.Points(spent) / 3; use > 0 {
				spend(t, m, whole, use)
				spend(t, m, parts, use)
			}
			report(shuffled[early:])
			if len(units) > 0 {
				takeBack(t, m, of(whole, 0, units))
			}

			want, got := balance(t, m, whole), balance(t, m, parts)
			require.Equal(t, [4]mall.Points{want.Available, want.Pending, want.Debt, want.LifetimeEarned}, [4]mall.Points{got.Available, got.Pending, got.Debt, got.LifetimeEarned})
			require.Equal(t, history(t, m, whole), history(t, m, parts))
			if everything {
				require.Zero(t, got.LifetimeEarned, "all that was granted is taken back")
				require.Equal(t, []days{{malltest.Start.In(malltest.Zone).Format("2006-01-02"), 0, 0, 0}}, history(t, m, parts))
			}
		})
	}
}

func drawLines(t *rapid.T) []mall.PurchaseLine {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mall.PurchaseLine {
		return mall.PurchaseLine{
			Sku: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "sku"), Quantity: rapid.IntRange(1, 5).Draw(t, "quantity"),
			UnitPrice: rapid.SampledFrom([]string{"0", "1", "19.99", "0.333"}).Draw(t, "price"),
		}
	}), 1, 4).Draw(t, "lines")
}
