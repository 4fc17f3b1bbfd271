package rule

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// purchaseLines are what the lines of a purchase come to, reckoned once an event.
type purchaseLines struct {
	amounts []*big.Rat
	sum     *big.Rat
}

func (e *Event) amounts() *purchaseLines {
	p := &purchaseLines{sum: new(big.Rat), amounts: make([]*big.Rat, len(e.Lines))}
	for i, l := range e.Lines {
		p.amounts[i] = l.Cost.Rat()
		p.sum.Add(p.sum, p.amounts[i])
	}
	return p
}

// includes reports whether the goods are narrowed to a line.
func (g Goods) includes(l *Line) bool {
	if len(g.Categories) == 0 && len(g.Skus) == 0 {
		return true
	}
	return slices.Contains(g.Skus, l.Sku) || slices.ContainsFunc(l.Categories, func(c string) bool { return slices.Contains(g.Categories, c) })
}

func (g Goods) narrow() bool { return len(g.Categories) > 0 || len(g.Skus) > 0 }

// contribution is a rule's exact part of what an event earns.
type contribution struct {
	rule   *Active
	exact  *big.Rat
	cut    *Cap
	inputs map[string]string
	// lines says which lines it is for; nil: all.
	lines []bool
	// weights share a bonus over the lines. They are nil where the bonus lies on the lines
	// as its base does.
	weights []*big.Rat
}

// contribute works out what a rule gives by itself. It returns nil where that is nothing.
func (a *Active) contribute(x *evaluation) *contribution {
	c := &contribution{rule: a}
	switch a.kind {
	case FixedEffect:
		c.fixed(x, a.Effect.Fixed)
	case RatioEffect:
		c.ratio(x, a.Effect.Ratio)
	case LadderEffect:
		c.ladder(x, a.Effect.Ladder)
	case PerItemEffect:
		c.perItem(x, a.Effect.PerItem)
	case StreakEffect:
		c.streak(x, a.Effect.Streak)
	case PerUnitEffect:
		c.perUnit(x, a.Effect.PerUnit)
	}
	if c.exact == nil || c.exact.Sign() <= 0 {
		return nil
	}
	return c
}

func (c *contribution) fixed(x *evaluation, f *Fixed) {
	if !f.narrow() || c.mark(x, f.Goods) {
		c.exact = whole(f.Points)
	}
}

// mark notes which lines are of the goods, and reports whether one is.
func (c *contribution) mark(x *evaluation, g Goods) (some bool) {
	c.lines = make([]bool, len(x.in.Event.Lines))
	for i := range c.lines {
		c.lines[i] = g.includes(&x.in.Event.Lines[i])
		some = some || c.lines[i]
	}
	return some
}

func (c *contribution) ratio(x *evaluation, r *Ratio) {
	total := x.in.Event.Total
	if r.Currency != total.Currency {
		return
	}
	amount := new(big.Rat).SetInt64(total.Minor)
	if r.narrow() {
		if amount = c.narrowed(x, r.Goods, amount); amount == nil {
			return
		}
	}
	c.inputs = map[string]string{"amount": exactMoney(amount, total.Currency)}
	steps := amount.Quo(amount, new(big.Rat).SetInt64(r.AmountMinor))
	if r.Whole {
		steps = new(big.Rat).SetInt(floor(steps))
	}
	c.exact = steps.Mul(steps, whole(r.Points))
}

// narrowed is what was paid for some of the goods: their lines' part of the total
// where the lines come to more than that, as they do under a discount.
func (c *contribution) narrowed(x *evaluation, g Goods, total *big.Rat) *big.Rat {
	c.mark(x, g)
	lines, part := x.lines(), new(big.Rat)
	for i, meant := range c.lines {
		if meant {
			part.Add(part, lines.amounts[i])
		}
	}
	if part.Sign() == 0 {
		return nil
	}
	minor := new(big.Rat).Mul(part, new(big.Rat).SetInt(pow10(x.in.Event.Total.Currency.Digits())))
	sum := new(big.Rat).Mul(lines.sum, new(big.Rat).SetInt(pow10(x.in.Event.Total.Currency.Digits())))
	if sum.Cmp(total) > 0 {
		minor.Mul(minor, new(big.Rat).Quo(total, sum))
	}
	return minor
}

func pow10(digits int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
}

// exactMoney writes an amount in minor units as money, cut to the currency's decimals.
func exactMoney(minor *big.Rat, c mall.Currency) string {
	return mall.Money{Minor: floor(minor).Int64(), Currency: c}.String()
}

func (c *contribution) ladder(x *evaluation, l *Ladder) {
	total := x.in.Event.Total
	if l.Currency != total.Currency {
		return
	}
	if l.narrow() {
		paid := c.narrowed(x, l.Goods, new(big.Rat).SetInt64(total.Minor))
		if paid == nil {
			return
		}
		total.Minor = floor(paid).Int64()
	}
	var best *Band
	for i := range l.Bands {
		if b := &l.Bands[i]; b.AmountMinor <= total.Minor && (best == nil || b.AmountMinor > best.AmountMinor) {
			best = b
		}
	}
	if best == nil {
		return
	}
	times := int64(1)
	if l.Repeat {
		times = total.Minor / best.AmountMinor
	}
	c.inputs = map[string]string{
		"amount": total.String(), "band": mall.Money{Minor: best.AmountMinor, Currency: l.Currency}.String(),
		"points": strconv.FormatInt(int64(best.Points), 10), "times": strconv.FormatInt(times, 10),
	}
	c.exact = new(big.Rat).Mul(whole(best.Points), new(big.Rat).SetInt64(times))
}

func (c *contribution) perItem(x *evaluation, p *PerItem) {
	if !c.mark(x, p.goods()) {
		return
	}
	pieces := make(map[string]int64, len(p.Skus))
	var sum int64
	for i, l := range x.in.Event.Lines {
		if c.lines[i] {
			pieces[l.Sku] += int64(l.Quantity)
			sum += int64(l.Quantity)
		}
	}
	if p.Together {
		sum = pieces[p.Skus[0]]
		for _, sku := range p.Skus[1:] {
			sum = min(sum, pieces[sku])
		}
	}
	c.inputs = map[string]string{"pieces": strconv.FormatInt(sum, 10)}
	c.exact = new(big.Rat).Mul(whole(p.Points), new(big.Rat).SetInt64(sum))
}

func (c *contribution) streak(x *evaluation, s *Streak) {
	day := x.in.Event.Streak
	if day < 1 || len(s.Points) == 0 {
		return
	}
	points := s.Points[(day-1)%len(s.Points)]
	if s.Every > 0 && day%s.Every == 0 {
		points += s.Bonus
	}
	c.inputs = map[string]string{"day": strconv.Itoa(day)}
	c.exact = whole(points)
}

func (c *contribution) perUnit(x *evaluation, p *PerUnit) {
	units, ok := x.in.Event.number(p.Of)
	if !ok || !units.IsPositive() {
		return
	}
	c.inputs = map[string]string{"units": units.String()}
	if p.Most != nil && units.GreaterThan(p.Most.Decimal) {
		units = p.Most.Decimal
		c.inputs["counted"] = units.String()
	}
	c.exact = new(big.Rat).Mul(c.rule.factor, units.Rat())
}

// number is a number in the event: the score, or an attribute.
func (e *Event) number(attribute string) (decimal.Decimal, bool) {
	if attribute == "" {
		if e.Score == nil {
			return decimal.Decimal{}, false
		}
		return e.Score.Decimal, true
	}
	switch v := e.Attributes[attribute].(type) {
	case nil, bool, map[string]any, []any:
		return decimal.Decimal{}, false
	default:
		d, err := mall.ParseDecimal(fmt.Sprint(v))
		return d.Decimal, err == nil
	}
}
