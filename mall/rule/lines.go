package rule

import (
	"fmt"
	"math/big"

	"pointsmall/mall"
)

// overLines shares the points of a purchase over its lines: each rule's part over the
// lines that it is for, by what they cost, and a bonus as its base is. nil: no lines.
func (x *evaluation) overLines(points mall.Points) []mall.Points {
	n := len(x.in.Event.Lines)
	if n == 0 {
		return nil
	}
	if n == 1 {
		return []mall.Points{points}
	}
	all, ratio := zeroes(n), zeroes(n)
	for _, c := range x.base {
		part := x.spread(c.exact, c.lines)
		add(all, part)
		if c.rule.kind == RatioEffect {
			add(ratio, part)
		}
	}
	exact := zeroes(n)
	add(exact, all)
	for _, c := range x.bonuses {
		of := all
		if c.rule.base != OfAll {
			of = ratio
		}
		add(exact, scaled(of, c.exact))
	}
	keys := make([]string, n)
	for i, l := range x.in.Event.Lines {
		keys[i] = fmt.Sprintf("%s %s %d", l.Sku, l.UnitPrice, l.Quantity)
	}
	return share(points, exact, keys)
}

// spread divides an exact part over lines by their amounts, or by their pieces where
// they cost nothing.
func (x *evaluation) spread(part *big.Rat, only []bool) []*big.Rat {
	weights := zeroes(len(x.in.Event.Lines))
	weigh := func(weight func(i int) *big.Rat) (sum *big.Rat) {
		sum = new(big.Rat)
		for i := range weights {
			if only == nil || only[i] {
				weights[i].Set(weight(i))
				sum.Add(sum, weights[i])
			}
		}
		return sum
	}
	if weigh(func(i int) *big.Rat { return x.lines().amounts[i] }).Sign() == 0 {
		weigh(func(i int) *big.Rat { return new(big.Rat).SetInt64(int64(x.in.Event.Lines[i].Quantity)) })
	}
	return scaled(weights, part)
}

// scaled are parts in the proportion of weights that sum to total. Without weight they
// are nothing.
func scaled(weights []*big.Rat, total *big.Rat) []*big.Rat {
	sum := new(big.Rat)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	parts := zeroes(len(weights))
	if sum.Sign() == 0 {
		return parts
	}
	factor := new(big.Rat).Quo(total, sum)
	for i, w := range weights {
		parts[i].Mul(w, factor)
	}
	return parts
}

func zeroes(n int) []*big.Rat {
	list := make([]*big.Rat, n)
	for i := range list {
		list[i] = new(big.Rat)
	}
	return list
}

func add(to, parts []*big.Rat) {
	for i := range to {
		to[i].Add(to[i], parts[i])
	}
}
