package purchase

import (
	"strconv"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// Goods are the lines of a purchase, and how many pieces of each have come back.
type Goods struct {
	lines  []mall.PurchaseLine
	prices []decimal.Decimal
	back   []int64
}

// NewGoods makes goods of which nothing has come back. The lines' prices were checked
// when they were recorded.
func NewGoods(lines []mall.PurchaseLine) *Goods {
	g := &Goods{lines: lines, prices: make([]decimal.Decimal, len(lines)), back: make([]int64, len(lines))}
	for i, l := range lines {
		g.prices[i] = price(l)
	}
	return g
}

func price(l mall.PurchaseLine) decimal.Decimal {
	p, err := mall.ParseDecimal(l.UnitPrice)
	if err != nil {
		return decimal.Zero
	}
	return p.Decimal
}

// Back counts pieces of each line that came back.
func (g *Goods) Back(pieces []int64) {
	for i, n := range pieces {
		g.back[i] += n
	}
}

// Returned is how many pieces of a line have come back.
func (g *Goods) Returned(line int) int64 { return g.back[line] }

// Part is what of a line's share is due for the pieces that have come back.
func (g *Goods) Part(share int64, line int) int64 {
	return mall.PartOf(share, g.back[line], int64(g.lines[line].Quantity))
}

// Whole reports whether everything has come back.
func (g *Goods) Whole() bool {
	for i, l := range g.lines {
		if g.back[i] < int64(l.Quantity) {
			return false
		}
	}
	return true
}

// left is how many pieces of a line have not come back.
func (g *Goods) left(i int) int64 { return int64(g.lines[i].Quantity) - g.back[i] }

// Find says which pieces of each line are meant by lines that a till reports, the
// purchase's first lines first: the same SKU at the same unit price. It changes
// nothing. Refusals, at the line: NOT_FOUND (there are no such goods in the purchase),
// LIMIT_EXCEEDED (fewer of them were bought and have not come back).
func (g *Goods) Find(lines []mall.PurchaseLine) ([]int64, *mall.Error) {
	pieces := make([]int64, len(g.lines))
	for n, l := range lines {
		wanted, unit := int64(l.Quantity), price(l)
		var known bool
		var bought, left int64
		for i := range g.lines {
			if g.lines[i].Sku != l.Sku || !g.prices[i].Equal(unit) {
				continue
			}
			known = true
			bought += int64(g.lines[i].Quantity)
			left += g.left(i) - pieces[i]
			part := min(wanted, g.left(i)-pieces[i])
			pieces[i] += part
			wanted -= part
		}
		if !known {
			return nil, mall.Errorf(mall.CodeNotFound, "line %d: the purchase has no %q at %s", "第 %d 行:该消费中没有单价 %[3]s 的 %[2]q", n+1, l.Sku, l.UnitPrice).At("lines", strconv.Itoa(n), "sku")
		}
		if wanted > 0 {
			refusal := mall.Errorf(mall.CodeLimitExceeded, "line %d: %d of %q at %s cannot be returned: %d were bought, and %d of them are left to return",
				"第 %d 行:单价 %[4]s 的 %[3]q 不能退 %[2]d 件:共购买 %[5]d 件,可退 %[6]d 件", n+1, l.Quantity, l.Sku, l.UnitPrice, bought, left).At("lines", strconv.Itoa(n), "quantity")
			refusal.Figures = mall.Figures{Limit: bought, Left: left}
			return nil, refusal
		}
	}
	return pieces, nil
}

// Take finds goods by their SKU alone and counts them as come back: those at the unit
// price first, then the purchase's first. It returns them as a till reports them; ok is
// false when there are not enough, and then it changes nothing.
func (g *Goods) Take(sku string, quantity int64, unit string) (lines []mall.PurchaseLine, ok bool) {
	var left int64
	for i := range g.lines {
		if g.lines[i].Sku == sku {
			left += g.left(i)
		}
	}
	if left < quantity {
		return nil, false
	}
	first := price(mall.PurchaseLine{UnitPrice: unit})
	for _, same := range []bool{true, false} {
		for i, l := range g.lines {
			if l.Sku != sku || g.prices[i].Equal(first) != same {
				continue
			}
			if part := min(quantity, g.left(i)); part > 0 {
				g.back[i] += part
				quantity -= part
				lines = append(lines, mall.PurchaseLine{Sku: sku, Quantity: int(part), UnitPrice: l.UnitPrice})
			}
		}
	}
	return lines, true
}

// Due is what pieces that come back now are of shares, which say what each line has of
// something: for each line floor(share × come back ÷ bought), less what earlier returns
// made of it. However many parts the goods come back in, the parts add up to exactly
// what they were when they came back together; all goods are all shares.
func (g *Goods) Due(shares, pieces []int64) []int64 {
	due := make([]int64, len(g.lines))
	for i, l := range g.lines {
		bought := int64(l.Quantity)
		due[i] = mall.PartOf(shares[i], g.back[i]+pieces[i], bought) - mall.PartOf(shares[i], g.back[i], bought)
	}
	return due
}

// Shares divides a total over the lines by what they cost, or by their pieces where they
// cost nothing: each line gets what the lines up to it are due less what those before it
// are, so that they add up to the total.
func (g *Goods) Shares(total int64) []int64 {
	weights := make([]decimal.Decimal, len(g.lines))
	weigh := func(price func(i int) decimal.Decimal) (sum decimal.Decimal) {
		for i, l := range g.lines {
			weights[i] = price(i).Mul(decimal.NewFromInt(int64(l.Quantity)))
			sum = sum.Add(weights[i])
		}
		return sum
	}
	sum := weigh(func(i int) decimal.Decimal { return g.prices[i] })
	if sum.IsZero() {
		sum = weigh(func(int) decimal.Decimal { return decimal.NewFromInt(1) })
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
