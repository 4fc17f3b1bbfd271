package setting

import (
	"time"

	"pointsmall/mall"
)

// Checkout is what is configured for orders that are paid with money.
type Checkout struct {
	// OffsetPoints is how many points pay one unit of money, where the member's tier does not
	// say; 0: none do.
	OffsetPoints mall.Points
	// OffsetStep is what those points must be a multiple of, OffsetMinimum the fewest that can
	// be used.
	OffsetStep, OffsetMinimum mall.Points
	// PayMinutes is how long an order waits for its money.
	PayMinutes int
	// CouponGraceDays is for how many days at least a coupon lasts that an order gives back.
	CouponGraceDays int
}

// CouponGrace is how long at least a coupon lasts that an order gives back.
func (c Checkout) CouponGrace() time.Duration {
	return time.Duration(c.CouponGraceDays) * 24 * time.Hour
}

// PayWithin is how long an order waits for its money.
func (c Checkout) PayWithin() time.Duration { return time.Duration(c.PayMinutes) * time.Minute }

// maxPayMinutes is a week.
const maxPayMinutes = 7 * 24 * 60

// checkoutFacts are the settings of checkouts.
var checkoutFacts = []fact{
	number("offset_points", func(m *Mall) *mall.Points { return &m.Checkout.OffsetPoints }, maxCount, "checkout", "offsetPoints"),
	atLeastOne("offset_step", func(m *Mall) *mall.Points { return &m.Checkout.OffsetStep }, maxCount, "checkout", "offsetStep"),
	number("offset_minimum", func(m *Mall) *mall.Points { return &m.Checkout.OffsetMinimum }, maxCount, "checkout", "offsetMinimum"),
	atLeastOne("pay_minutes", func(m *Mall) *int { return &m.Checkout.PayMinutes }, maxPayMinutes, "checkout", "payMinutes"),
	number("coupon_grace", func(m *Mall) *int { return &m.Checkout.CouponGraceDays }, maxDays, "checkout", "couponGraceDays"),
}

// atLeastOne is a setting that is a whole number from 1 to most.
func atLeastOne[N int | mall.Points](name string, of func(*Mall) *N, most N, path ...string) fact {
	f := number(name, of, most, path...)
	upTo := f.check
	f.check = func(m *Mall) *mall.Error {
		if *of(m) < 1 {
			return mall.Errorf(mall.CodeInvalidInput, "%s must be from 1 to %d", "%s 须为 1 至 %d", path[len(path)-1], most).At(path...)
		}
		return upTo(m)
	}
	return f
}
