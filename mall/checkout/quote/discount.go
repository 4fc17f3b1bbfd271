package quote

import (
	"cmp"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/stack"
)

// Discount takes coupons off the bill, and reckons what sending it costs. Of coupons that do not
// go together the best deal holds: see package stack. Those that hold are reckoned one after the
// other, a higher priority first, each on what those before it have left. Refusal: INVALID_INPUT
// where sending costs more than any amount may be.
//
// It replaces all discounts, fees and coupons of the bill. Points that pay money come after it.
func (b *Bill) Discount(coupons []Coupon) *mall.Error {
	coupons = slices.Clone(coupons)
	slices.SortStableFunc(coupons, func(x, y Coupon) int { return cmp.Compare(y.Priority, x.Priority) })
	var fit []*Coupon
	b.Passed = nil
	for i := range coupons {
		c := &coupons[i]
		if why := c.unfit(b); why != "" {
			b.Passed = append(b.Passed, Passed{ID: c.ID, Name: c.Name, Why: why})
		} else {
			fit = append(fit, c)
		}
	}
	kept, dropped := b.bestDeal(fit)
	for _, d := range dropped {
		b.Passed = append(b.Passed, Passed{ID: d.Dropped.ID, Name: d.Dropped.Name, Why: WhyOther, For: d.For.ID})
	}
	if !b.take(kept) {
		return tooLarge().At("lines")
	}
	b.Coupons = nil
	for _, c := range kept {
		if c.OffMinor == 0 && c.ShippingMinor == 0 {
			b.Passed = append(b.Passed, Passed{ID: c.ID, Name: c.Name, Why: WhyNothing})
		} else {
			b.Coupons = append(b.Coupons, *c)
		}
	}
	return nil
}

// bestDeal chooses the coupons that go together and take most off.
func (b *Bill) bestDeal(fit []*Coupon) (kept []*Coupon, dropped []stack.Passed[*Coupon]) {
	if len(fit) < 2 {
		return fit, nil
	}
	worth := func(some []*Coupon) int64 {
		trial := Bill{Lines: slices.Clone(b.Lines), Rates: b.Rates}
		trial.take(some)
		return -trial.Payable()
	}
	alone := make(map[*Coupon]int64, len(fit))
	for _, c := range fit {
		alone[c] = worth([]*Coupon{c})
	}
	way := func(c *Coupon) mall.Stacking { return c.Stacking }
	return stack.Best(fit, way, func(x, y *Coupon) bool { return alone[x] > alone[y] }, worth)
}

// take reckons discounts and the shipping fee with these coupons; ok is false where the fee is
// more than any amount may be.
func (b *Bill) take(coupons []*Coupon) (ok bool) {
	for i := range b.Lines {
		b.Lines[i].DiscountMinor = 0
	}
	for _, c := range coupons {
		c.OffMinor, c.ShippingMinor = c.takeOff(b), 0
	}
	if b.ShippingMinor, ok = b.shipping(); !ok {
		return false
	}
	for _, c := range coupons {
		if c.Kind == mall.CouponFreeShipping {
			c.ShippingMinor = c.atMost(b.ShippingMinor)
			b.ShippingMinor -= c.ShippingMinor
		}
	}
	return true
}

// shipping is what sending the lines costs, each kind of rates by itself; ok is false where it
// is more than any amount may be.
func (b *Bill) shipping() (minor int64, ok bool) {
	if len(b.Rates) == 0 {
		return 0, true
	}
	amounts := make([]int64, len(b.Rates))
	for i := range b.Lines {
		l := &b.Lines[i]
		switch {
		case l.Rates == 0:
		case b.Rates[l.Rates-1].Unit == mall.ShippingByWeight:
			amounts[l.Rates-1] += int64(l.Quantity) * l.Grams
		default:
			amounts[l.Rates-1] += int64(l.Quantity)
		}
	}
	goods := b.CashMinor() - b.DiscountMinor()
	for i, amount := range amounts {
		fee, ok := b.Rates[i].Fee(amount, goods)
		if !ok || minor+fee > maxMinor {
			return 0, false
		}
		minor += fee
	}
	return minor, true
}
