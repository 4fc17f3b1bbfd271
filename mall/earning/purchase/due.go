package purchase

import (
	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// Owed is what of something that the lines share is due in all, for what has come back so
// far: for each line floor(share × come back ÷ bought), and of what is left then the part
// that was refunded without goods of the money that is left. It depends on what has come
// back, and not on the order, so that any mixture of returns adds up to one whole.
func (g *Goods) Owed(shares []int64) int64 {
	var all, due int64
	for i, share := range shares {
		all += share
		due += mall.PartOf(share, g.back[i], g.units[i])
	}
	if g.refunded == 0 {
		return due
	}
	kept := g.kept()
	if g.refunded >= kept {
		return all
	}
	return due + mall.PartOf(all-due, g.refunded, kept)
}

// Repaid is the money that came back so far, with goods or without, in minor units.
func (g *Goods) Repaid() int64 { return g.Owed(g.money) }

// Kept is what was paid for the goods that have not come back, and how much of that money was
// not given back without goods.
func (g *Goods) Kept() (paid, left int64) {
	kept := g.kept()
	return kept, max(kept-g.refunded, 0)
}

// kept is what was paid for the goods that have not come back.
func (g *Goods) kept() int64 {
	kept := g.paid
	for i, share := range g.money {
		kept -= mall.PartOf(share, g.back[i], g.units[i])
	}
	return kept
}

// Part is what of a line's share is due for so many of its units, as long as no money was
// refunded without goods.
func (g *Goods) Part(share int64, line int, units int64) int64 {
	return mall.PartOf(share, units, g.units[line])
}

// Shares divides a total over the lines by what they cost, or by their pieces where they
// cost nothing: each line gets what the lines up to it are due less what those before it
// are, so that they add up to the total.
func (g *Goods) Shares(total int64) []int64 {
	weights, sum := g.costs, decimal.Sum(decimal.Zero, g.costs...)
	if sum.IsZero() {
		weights = make([]decimal.Decimal, len(g.lines))
		for i, l := range g.lines {
			weights[i] = decimal.NewFromInt(int64(l.Quantity))
			sum = sum.Add(weights[i])
		}
	}
	shares := make([]int64, len(g.lines))
	var upTo decimal.Decimal
	var given int64
	for i, w := range weights {
		upTo = upTo.Add(w)
		whole, _ := decimal.NewFromInt(total).Mul(upTo).QuoRem(sum, 0)
		shares[i] = whole.IntPart() - given
		given = whole.IntPart()
	}
	return shares
}
