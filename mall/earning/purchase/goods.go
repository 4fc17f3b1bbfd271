package purchase

import (
	"strconv"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// Goods are the lines of a purchase, how much of each has come back, and what of the money
// was given back without goods. Whatever it counts of a line is in the line's units: pieces,
// or thousandths of a measure.
type Goods struct {
	lines         []mall.PurchaseLine
	prices, costs []decimal.Decimal
	units, back   []int64
	// paid is the total, money what each line has of it, both in minor units.
	paid     int64
	money    []int64
	refunded int64
}

// NewGoods makes the goods of a purchase of which nothing has come back. The lines were
// checked when they were recorded.
func NewGoods(lines []mall.PurchaseLine, total mall.Money) *Goods {
	n := len(lines)
	g := &Goods{
		lines: lines, prices: make([]decimal.Decimal, n), costs: make([]decimal.Decimal, n), units: make([]int64, n), back: make([]int64, n),
		paid: total.Minor,
	}
	for i, l := range lines {
		g.prices[i], g.costs[i], g.units[i] = l.Price(), l.Cost(total.Currency), l.Units()
	}
	g.money = g.Shares(total.Minor)
	return g
}

// Back counts units of each line that came back.
func (g *Goods) Back(units []int64) {
	for i, n := range units {
		g.back[i] += n
	}
}

// Refund counts money that was given back without goods, in minor units.
func (g *Goods) Refund(minor int64) { g.refunded += minor }

// Refunded is the money that was given back without goods, in minor units.
func (g *Goods) Refunded() int64 { return g.refunded }

// Returned is how many units of a line have come back.
func (g *Goods) Returned(line int) int64 { return g.back[line] }

// Units is how many units a line has.
func (g *Goods) Units(line int) int64 { return g.units[line] }

// Whole reports whether nothing of the purchase is left with the member: all goods have
// come back, or all money that was paid, some of it without goods.
func (g *Goods) Whole() bool {
	if g.refunded > 0 && g.refunded >= g.kept() {
		return true
	}
	for i := range g.lines {
		if g.left(i) > 0 {
			return false
		}
	}
	return true
}

// left is how many units of a line have not come back.
func (g *Goods) left(i int) int64 { return g.units[i] - g.back[i] }

// Rest is what has not come back, as a till reports it.
func (g *Goods) Rest() []mall.PurchaseLine { return g.some(g.left) }

// CameBack is what has come back, as a till reports it.
func (g *Goods) CameBack() []mall.PurchaseLine { return g.some(g.Returned) }

func (g *Goods) some(units func(i int) int64) (lines []mall.PurchaseLine) {
	for i, l := range g.lines {
		if n := units(i); n > 0 {
			lines = append(lines, l.Of(n))
		}
	}
	return lines
}

// Find says which units of each line are meant by lines that a till reports, the
// purchase's first lines first: the same SKU at the same unit price, counted or measured
// alike. It changes nothing. Refusals, at the line: NOT_FOUND (there are no such goods in
// the purchase), LIMIT_EXCEEDED (fewer of them were bought and have not come back).
func (g *Goods) Find(lines []mall.PurchaseLine) ([]int64, *mall.Error) {
	units := make([]int64, len(g.lines))
	for n, l := range lines {
		wanted, price := l.Units(), l.Price()
		var known bool
		var bought, left int64
		for i := range g.lines {
			if !g.same(i, l) || !g.prices[i].Equal(price) {
				continue
			}
			known = true
			bought += g.units[i]
			left += g.left(i) - units[i]
			part := min(wanted, g.left(i)-units[i])
			units[i] += part
			wanted -= part
		}
		if !known {
			return nil, noGoods(n, l)
		}
		if wanted > 0 {
			return nil, tooMuch(n, l, bought, left)
		}
	}
	return units, nil
}

// same reports whether a line of the purchase has the goods of another line, at whatever price.
func (g *Goods) same(i int, as mall.PurchaseLine) bool {
	return g.lines[i].Sku == as.Sku && g.lines[i].Measured() == as.Measured()
}

func noGoods(n int, l mall.PurchaseLine) *mall.Error {
	at := []string{"lines", strconv.Itoa(n), "sku"}
	if l.Measured() {
		return mall.Errorf(mall.CodeNotFound, "line %d: the purchase has no measured %q at %s", "第 %d 行：该消费中没有单价 %[3]s 的称量商品 %[2]q", n+1, l.Sku, l.UnitPrice).At(at...)
	}
	return mall.Errorf(mall.CodeNotFound, "line %d: the purchase has no %q at %s", "第 %d 行：该消费中没有单价 %[3]s 的 %[2]q", n+1, l.Sku, l.UnitPrice).At(at...)
}

// tooMuch refuses more than is left. Measures have no figures: those count whole pieces.
func tooMuch(n int, l mall.PurchaseLine, bought, left int64) *mall.Error {
	if l.Measured() {
		return mall.Errorf(mall.CodeLimitExceeded, "line %d: %s of %q at %s cannot be returned: %s was bought, and %s of it is left to return",
			"第 %d 行：单价 %[4]s 的 %[3]q 不能退 %[2]s：共购买 %[5]s，可退 %[6]s", n+1, l.Measure, l.Sku, l.UnitPrice, l.Shown(bought), l.Shown(left)).At("lines", strconv.Itoa(n), "measure")
	}
	refusal := mall.Errorf(mall.CodeLimitExceeded, "line %d: %d of %q at %s cannot be returned: of %s bought, %d can be returned",
		"第 %d 行：单价 %[4]s 的 %[3]q 不能退 %[2]d 件：共购买 %[5]d 件，可退 %[6]d 件", n+1, l.Quantity, l.Sku, l.UnitPrice, mall.Count(bought, "piece"), left).At("lines", strconv.Itoa(n), "quantity")
	refusal.Figures = mall.Figures{Limit: bought, Left: left}
	return refusal
}

// Take finds goods by their SKU alone, counted or measured alike, and counts them as come
// back: those at the unit price first, then the purchase's first. It returns them as a till
// reports them; ok is false when there are not enough, and then it changes nothing.
func (g *Goods) Take(wanted mall.PurchaseLine) (lines []mall.PurchaseLine, ok bool) {
	var left int64
	for i := range g.lines {
		if g.same(i, wanted) {
			left += g.left(i)
		}
	}
	units := wanted.Units()
	if left < units {
		return nil, false
	}
	first := wanted.Price()
	for _, same := range []bool{true, false} {
		for i, l := range g.lines {
			if !g.same(i, wanted) || g.prices[i].Equal(first) != same {
				continue
			}
			if part := min(units, g.left(i)); part > 0 {
				g.back[i] += part
				units -= part
				lines = append(lines, l.Of(part))
			}
		}
	}
	return lines, true
}
