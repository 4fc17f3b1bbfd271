package setting

import (
	"slices"
	"strconv"
	"strings"
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
	// RefundTenders is what of a mixed payment goes back first.
	RefundTenders mall.TenderOrder
	// ReturnShipping has what sending cost go back even after an order was sent, once all of it
	// has come back.
	ReturnShipping bool
	// ReturnEarnings is what becomes of points that orders of the mall have earned.
	ReturnEarnings mall.ReturnEarnings
	// RequireAddress refuses orders of goods that are sent, where nobody says where to.
	RequireAddress bool
	// ConfirmDays is after how many days an order that was sent is taken to have arrived,
	// CompleteDays after how many more it is completed; 0: not by itself.
	ConfirmDays, CompleteDays int
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
	oneOf("refund_tenders", func(m *Mall) *mall.TenderOrder { return &m.Checkout.RefundTenders }, "checkout", "refundTenders"),
	oneOf("return_earnings", func(m *Mall) *mall.ReturnEarnings { return &m.Checkout.ReturnEarnings }, "checkout", "returnEarnings"),
	truth("return_shipping", func(m *Mall) *bool { return &m.Checkout.ReturnShipping }, "checkout", "returnShipping"),
	truth("require_address", func(m *Mall) *bool { return &m.Checkout.RequireAddress }, "checkout", "requireAddress"),
	number("confirm_days", func(m *Mall) *int { return &m.Checkout.ConfirmDays }, maxDays, "checkout", "confirmDays"),
	number("complete_days", func(m *Mall) *int { return &m.Checkout.CompleteDays }, maxDays, "checkout", "completeDays"),
}

// oneOf is a setting that is one of an enum's values.
func oneOf[E interface {
	~string
	Values() []string
}](name string, of func(*Mall) *E, path ...string) fact {
	check := func(m *Mall) *mall.Error {
		is := *of(m)
		if !slices.Contains(is.Values(), string(is)) {
			return mall.Errorf(mall.CodeInvalidInput, "%q is none of %s", "%q 不是 %s 之一", is, strings.Join(is.Values(), ", ")).At(path...)
		}
		return nil
	}
	return fact{
		name: name,
		parse: func(m *Mall, text string) *mall.Error {
			*of(m) = E(text)
			return check(m)
		},
		text:  func(m *Mall) string { return string(*of(m)) },
		check: check,
	}
}

// truth is a setting that is true or false.
func truth(name string, of func(*Mall) *bool, path ...string) fact {
	return fact{
		name: name,
		parse: func(m *Mall, text string) *mall.Error {
			is, err := strconv.ParseBool(text)
			if err != nil {
				return mall.Errorf(mall.CodeInvalidInput, "%q is neither true nor false", "%q 既非 true 也非 false", text).At(path...)
			}
			*of(m) = is
			return nil
		},
		text:  func(m *Mall) string { return strconv.FormatBool(*of(m)) },
		check: func(*Mall) *mall.Error { return nil },
	}
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
