package rule

import (
	"math/big"
	"slices"
	"strconv"

	"pointsmall/mall"
)

// overLines shares the points of a purchase over its lines: each rule's part over the
// lines that it is for, by what they cost, and a bonus as its base is. It returns nil
// where the purchase has no lines.
func (x *evaluation) overLines(points mall.Points) []mall.Points {
	n := len(x.in.Event.Lines)
	if n == 0 {
		return nil
	}
	if n == 1 {
		return []mall.Points{points}
	}
	keys := make([]string, n)
	for i, l := range x.in.Event.Lines {
		keys[i] = l.Sku + " " + l.UnitPrice.String() + " " + strconv.Itoa(l.Quantity) + l.Measure
	}
	return share(points, x.exactLines(), keys)
}

// exactLines are the lines' exact parts. What is for all lines is summed first and
// divided once, because most rules are.
func (x *evaluation) exactLines() []*big.Rat {
	ratio := func(c *contribution) bool { return c.rule.kind == RatioEffect }
	narrow := func(c *contribution) bool { return c.lines != nil }
	ofRatio, ofAll := new(big.Rat), new(big.Rat)
	for _, c := range x.bonuses {
		if c.weights != nil {
			continue // it is added line by line below
		}
		if c.rule.base == OfAll {
			ofAll.Add(ofAll, c.exact)
		} else {
			ofRatio.Add(ofRatio, c.exact)
		}
	}
	plain := new(big.Rat)
	for _, c := range x.base {
		if !narrow(c) {
			plain.Add(plain, c.exact)
		}
	}
	apartRatio := slices.ContainsFunc(x.base, func(c *contribution) bool { return narrow(c) && ratio(c) })
	apartAll := slices.ContainsFunc(x.base, narrow)
	if !apartRatio {
		plain.Add(plain, ofRatio)
	}
	if !apartAll {
		plain.Add(plain, ofAll)
	}
	exact := x.spread(plain, nil)
	for _, c := range x.base {
		if narrow(c) {
			add(exact, x.spread(c.exact, c.lines))
		}
	}
	if apartRatio && ofRatio.Sign() > 0 {
		add(exact, scaled(x.baseLines(OfRatio), ofRatio))
	}
	if apartAll && ofAll.Sign() > 0 {
		add(exact, scaled(x.baseLines(OfAll), ofAll))
	}
	for _, c := range x.bonuses {
		if c.weights != nil {
			add(exact, scaled(c.weights, c.exact))
		}
	}
	return exact
}

// baseLines are the lines' parts of what the base rules give that a bonus is a part of.
func (x *evaluation) baseLines(of Base) []*big.Rat {
	sum := zeroes(len(x.in.Event.Lines))
	for _, c := range x.base {
		if of == OfAll || c.rule.kind == RatioEffect {
			add(sum, x.spread(c.exact, c.lines))
		}
	}
	return sum
}

// bonusLines are the lines' parts of a base as it is now, with the bonuses that have been
// added to it. They are what a narrowed bonus is a part of.
func (x *evaluation) bonusLines(of Base) []*big.Rat {
	sum := x.baseLines(of)
	for _, c := range x.bonuses {
		switch {
		case of != OfAll && c.rule.base == OfAll:
		case c.weights != nil:
			add(sum, scaled(c.weights, c.exact))
		default:
			add(sum, scaled(x.baseLines(c.rule.base), c.exact))
		}
	}
	return sum
}

// weigh sets the weights of a bonus that is narrowed to goods, or that multiplies one, and
// returns what they come to.
func (c *contribution) weigh(x *evaluation) *big.Rat {
	c.weights = x.bonusLines(c.rule.base)
	of := new(big.Rat)
	for i := range c.weights {
		if !c.rule.goods.includes(&x.in.Event.Lines[i]) {
			c.weights[i] = zero
		}
		of.Add(of, c.weights[i])
	}
	return of
}

// zero is nothing; it is never changed.
var zero = new(big.Rat)

// spread divides an exact part over lines by their amounts, or by their pieces where
// they cost nothing.
func (x *evaluation) spread(part *big.Rat, only []bool) []*big.Rat {
	weights := make([]*big.Rat, len(x.in.Event.Lines))
	for i := range weights {
		weights[i] = zero
	}
	weigh := func(weight func(i int) *big.Rat) (sum *big.Rat) {
		sum = new(big.Rat)
		for i := range weights {
			if only == nil || only[i] {
				weights[i] = weight(i)
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
