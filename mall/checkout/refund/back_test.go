package refund_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/checkout/refund"
)

// bill200 is two pieces of 100.00 each in two lines, of which 2,000 points paid 20.00, and points
// may pay a half.
func bill200() *refund.Terms {
	line := refund.Line{Quantity: 1, CashMinor: 100_00, OffsetPoints: 1000, OffsetMinor: 10_00, OffsetPercent: 50}
	return &refund.Terms{Lines: []refund.Line{line, line}}
}

func TestTheTendersOfALineGoBackInTheDeclaredOrder(t *testing.T) {
	for order, want := range map[mall.TenderOrder]refund.Amounts{
		mall.TenderPointsFirst: {OffsetPoints: 2000, OffsetMinor: 20_00, CashMinor: 80_00},
		mall.TenderCashFirst:   {CashMinor: 100_00},
		mall.TenderProRata:     {OffsetPoints: 1000, OffsetMinor: 10_00, CashMinor: 90_00},
	} {
		terms := bill200()
		rule := refund.Rule{Order: order}
		first := terms.Back([]int{0, 1}, refund.Amounts{}, rule)
		assert.Equal(t, want, first, order)
		rest := terms.Back([]int{0, 0}, first, rule)
		rest.Add(first)
		assert.Equal(t, refund.Amounts{OffsetPoints: 2000, OffsetMinor: 20_00, CashMinor: 180_00}, rest, order)
	}
}

// Points may pay a half. With all of that used, and one of two pieces back, CASH_FIRST must not
// leave a piece that points alone have paid.
func TestWhatIsKeptIsNotPaidByMorePointsThanItsTermsAllow(t *testing.T) {
	line := refund.Line{Quantity: 1, CashMinor: 100_00, OffsetPoints: 5000, OffsetMinor: 50_00, OffsetPercent: 50}
	terms := &refund.Terms{Lines: []refund.Line{line, line}}
	got := terms.Back([]int{0, 1}, refund.Amounts{}, refund.Rule{Order: mall.TenderCashFirst})
	assert.Equal(t, refund.Amounts{OffsetPoints: 5000, OffsetMinor: 50_00, CashMinor: 50_00}, got)
}

// 20.00 off from 100.00 on: who keeps less than that keeps no discount.
func TestADiscountWhoseConditionIsLostIsNotKept(t *testing.T) {
	terms := &refund.Terms{Lines: []refund.Line{{Quantity: 1, CashMinor: 60_00, DiscountMinor: 12_00}, {Quantity: 1, CashMinor: 40_00, DiscountMinor: 8_00}}}
	terms.Conditions = func(kept []int) ([]int64, int64, bool) {
		if kept[0] == 1 && kept[1] == 1 {
			return []int64{12_00, 8_00}, 0, true
		}
		return []int64{0, 0}, 0, true
	}
	for _, kept := range [][]int{{1, 0}, {0, 1}} {
		first := terms.Back(kept, refund.Amounts{}, refund.Rule{})
		assert.EqualValues(t, 80_00-60_00*int64(kept[0])-40_00*int64(kept[1]), first.CashMinor)
		assert.EqualValues(t, 80_00-first.CashMinor, terms.Back([]int{0, 0}, first, refund.Rule{}).CashMinor)
	}
}

func TestShippingGoesBackWithTheLastPiece(t *testing.T) {
	terms := &refund.Terms{Lines: []refund.Line{{Quantity: 2, CashMinor: 30_00}}, ShippingMinor: 8_00}
	first := terms.Back([]int{1}, refund.Amounts{}, refund.Rule{})
	assert.Equal(t, refund.Amounts{CashMinor: 15_00}, first)
	assert.Equal(t, refund.Amounts{CashMinor: 23_00, ShippingMinor: 8_00}, terms.Back([]int{0}, first, refund.Rule{}))
	assert.Equal(t, refund.Amounts{CashMinor: 15_00}, terms.Back([]int{0}, first, refund.Rule{KeepShipping: true}))
}

// Sending was free from 50.00 on: who keeps less pays it out of what would go back.
func TestFreeShippingThatIsLostIsTakenOutOfWhatGoesBack(t *testing.T) {
	terms := &refund.Terms{Lines: []refund.Line{{Quantity: 2, CashMinor: 60_00}}}
	terms.Conditions = func(kept []int) ([]int64, int64, bool) {
		if kept[0] == 2 {
			return []int64{0}, 0, true
		}
		return []int64{0}, 8_00, true
	}
	first := terms.Back([]int{1}, refund.Amounts{}, refund.Rule{})
	assert.Equal(t, refund.Amounts{CashMinor: 22_00}, first)
	assert.Equal(t, refund.Amounts{CashMinor: 38_00}, terms.Back([]int{0}, first, refund.Rule{}))
}

func TestGoodwillIsAnAdvanceOnWhatComesBackLater(t *testing.T) {
	terms := &refund.Terms{Lines: []refund.Line{{Quantity: 2, CashMinor: 100_00}}}
	given := terms.Goodwill(10_00)
	first := terms.Back([]int{1}, given, refund.Rule{})
	assert.Equal(t, refund.Amounts{CashMinor: 50_00}, first)
	given.Add(first)
	assert.Equal(t, refund.Amounts{CashMinor: 40_00}, terms.Back([]int{0}, given, refund.Rule{}))
}

// anyTerms draws an order: prices in points and money, discounts with or without conditions,
// points that pay money, shipping.
func anyTerms(t *rapid.T) *refund.Terms {
	terms := &refund.Terms{ShippingMinor: rapid.SampledFrom([]int64{0, 1, 8_00}).Draw(t, "shipping")}
	terms.Lines = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) refund.Line {
		n := rapid.IntRange(1, 5).Draw(t, "quantity")
		l := refund.Line{Quantity: n, OffsetPercent: rapid.SampledFrom([]int{0, 33, 50, 100}).Draw(t, "percent")}
		l.Points = mall.Points(n * rapid.IntRange(0, 50).Draw(t, "points"))
		l.CashMinor = int64(n) * rapid.Int64Range(0, 50_00).Draw(t, "cash")
		l.DiscountMinor = rapid.Int64Range(0, l.CashMinor).Draw(t, "discount")
		l.OffsetMinor = rapid.Int64Range(0, mall.PartOf(l.CashMinor-l.DiscountMinor, int64(l.OffsetPercent), 100)).Draw(t, "offset")
		l.OffsetPoints = mall.Points(l.OffsetMinor * rapid.Int64Range(1, 3).Draw(t, "rate"))
		return l
	}), 1, 5).Draw(t, "lines")
	if !rapid.Bool().Draw(t, "conditions") {
		return terms
	}
	least := rapid.Int64Range(0, 200_00).Draw(t, "minimum")
	fee := rapid.Int64Range(0, 10_00).Draw(t, "fee")
	terms.Conditions = func(kept []int) ([]int64, int64, bool) {
		discounts, shipping := make([]int64, len(kept)), terms.ShippingMinor
		var goods int64
		whole := true
		for i, l := range terms.Lines {
			goods += l.CashMinor * int64(kept[i]) / int64(l.Quantity)
			whole = whole && kept[i] == l.Quantity
		}
		for i, l := range terms.Lines {
			if whole || goods >= least {
				discounts[i] = l.DiscountMinor * int64(kept[i]) / int64(l.Quantity)
			}
		}
		if !whole && goods < least {
			shipping += fee
		}
		return discounts, shipping, true
	}
	return terms
}

// Whatever an order was and in whatever parts it comes back: no more goes back than was paid, of
// any tender; all pieces give all, to the point and the cent; and at no time is less paid for
// what is kept than it costs by the order's own terms, goodwill apart.
func TestAnyReturnsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := anyTerms(t)
		rule := refund.Rule{
			Order:        rapid.SampledFrom([]mall.TenderOrder{mall.TenderPointsFirst, mall.TenderCashFirst, mall.TenderProRata}).Draw(t, "order"),
			KeepShipping: rapid.Bool().Draw(t, "keep shipping"),
		}
		var all refund.Amounts
		var lines int64
		kept, pieces := make([]int, len(terms.Lines)), 0
		for i, l := range terms.Lines {
			kept[i], pieces = l.Quantity, pieces+l.Quantity
			all.Points, all.OffsetPoints, all.OffsetMinor = all.Points+l.Points, all.OffsetPoints+l.OffsetPoints, all.OffsetMinor+l.OffsetMinor
			lines += l.CashMinor - l.DiscountMinor
		}
		all.CashMinor = lines - all.OffsetMinor + terms.ShippingMinor
		if all.CashMinor != terms.Money() {
			t.Fatalf("money %d, not %d", terms.Money(), all.CashMinor)
		}
		wanted := all.CashMinor
		if rule.KeepShipping {
			wanted -= terms.ShippingMinor
		}
		var given refund.Amounts
		for pieces > 0 {
			if left := terms.LeftMoney(given); left > 0 && wanted > given.CashMinor && rapid.IntRange(0, 4).Draw(t, "goodwill") == 0 {
				given.Add(terms.Goodwill(rapid.Int64Range(1, min(left, wanted-given.CashMinor)).Draw(t, "amount")))
			}
			i := rapid.IntRange(0, len(kept)-1).Draw(t, "line")
			if kept[i] == 0 {
				continue
			}
			n := rapid.IntRange(1, kept[i]).Draw(t, "pieces")
			kept[i], pieces = kept[i]-n, pieces-n
			back := terms.Back(kept, given, rule)
			if back.Points < 0 || back.OffsetPoints < 0 || back.OffsetMinor < 0 || back.CashMinor < back.ShippingMinor || back.ShippingMinor < 0 || back.GoodwillMinor != 0 {
				t.Fatalf("%+v", back)
			}
			given.Add(back)
			if given.Points > all.Points || given.OffsetPoints > all.OffsetPoints || given.OffsetMinor > all.OffsetMinor || given.CashMinor > all.CashMinor || given.ShippingMinor > terms.ShippingMinor {
				t.Fatalf("%+v of %+v", given, all)
			}
			cost := terms.Reprice(kept)
			stillPaid := lines + terms.ShippingMinor - given.OffsetMinor - given.CashMinor + given.GoodwillMinor
			if pieces > 0 && given.OffsetMinor+given.CashMinor > given.GoodwillMinor && back.CashMinor+back.OffsetMinor > 0 && stillPaid < cost.Minor+cost.ShippingMinor {
				t.Fatalf("%v is kept for %d, and costs %d and %d", kept, stillPaid, cost.Minor, cost.ShippingMinor)
			}
		}
		if given.Points != all.Points || given.OffsetPoints != all.OffsetPoints || given.OffsetMinor != all.OffsetMinor || given.CashMinor != wanted {
			t.Fatalf("%+v went back, not %+v with money %d", given, all, wanted)
		}
	})
}
