package quote

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

// lines asks so much money for a piece of each.
func lines(minor ...int64) []Line {
	all := make([]Line, len(minor))
	for i, m := range minor {
		all[i] = Line{CashMinor: m, Quantity: 1}
	}
	return all
}

func amount(minor, minimum int64, lines ...int) Coupon {
	return Coupon{ID: mall.NewCouponID(), Lines: lines, CouponTerms: mall.CouponTerms{Kind: mall.CouponAmount, AmountMinor: minor, MinimumMinor: minimum}}
}

func percent(percent int, most int64, lines ...int) Coupon {
	return Coupon{ID: mall.NewCouponID(), Lines: lines, CouponTerms: mall.CouponTerms{Kind: mall.CouponPercent, Percent: percent, MostMinor: most}}
}

func ofKind(kind mall.CouponKind, most int64, lines ...int) Coupon {
	return Coupon{ID: mall.NewCouponID(), Lines: lines, CouponTerms: mall.CouponTerms{Kind: kind, MostMinor: most}}
}

func stacked(c Coupon, mode mall.StackingMode, group string, priority int) Coupon {
	c.Stacking, c.Priority = mall.Stacking{Mode: mode, Group: group}, priority
	return c
}

func TestDiscounts(t *testing.T) {
	free := int64(100_00)
	perPiece := []mall.ShippingRates{{Unit: mall.ShippingByPiece, First: 1, FirstMinor: 10_00, Further: 1, FurtherMinor: 2_00, FreeFromMinor: &free}}
	sent := func(minor int64, quantity int) []Line {
		return []Line{{CashMinor: minor, Quantity: quantity, Rates: 1}}
	}
	for name, c := range map[string]struct {
		lines    []Line
		coupons  []Coupon
		off      []int64
		shipping int64
		passed   []Why
	}{
		"10 of 30 in three lines loses no cent":     {lines(10_00, 10_00, 10_00), []Coupon{amount(10_00, 0, 0, 1, 2)}, []int64{3_34, 3_33, 3_33}, 0, nil},
		"no more than there is":                     {lines(3_00), []Coupon{amount(10_00, 0, 0)}, []int64{3_00}, 0, nil},
		"of its own lines alone":                    {lines(10_00, 20_00), []Coupon{amount(5_00, 0, 1)}, []int64{0, 5_00}, 0, nil},
		"a part, rounded down":                      {lines(9_99), []Coupon{percent(15, 0, 0)}, []int64{1_49}, 0, nil},
		"a part, at most":                           {lines(200_00), []Coupon{percent(50, 30_00, 0)}, []int64{30_00}, 0, nil},
		"a minimum that is reached":                 {lines(60_00, 40_00), []Coupon{amount(10_00, 100_00, 0, 1)}, []int64{6_00, 4_00}, 0, nil},
		"a cent too little":                         {lines(60_00, 39_99), []Coupon{amount(10_00, 100_00, 0, 1)}, []int64{0, 0}, 0, []Why{WhyMinimum}},
		"a minimum of its own lines":                {lines(60_00, 40_00), []Coupon{amount(10_00, 50_00, 1)}, []int64{0, 0}, 0, []Why{WhyMinimum}},
		"not for these goods":                       {lines(60_00), []Coupon{amount(10_00, 0)}, []int64{0}, 0, []Why{WhyGoods}},
		"goods that points alone pay":               {lines(0), []Coupon{amount(10_00, 0, 0)}, []int64{0}, 0, []Why{WhyGoods}},
		"a free piece is the dearest":               {[]Line{{CashMinor: 20_00, Quantity: 2}, {CashMinor: 15_00, Quantity: 1}}, []Coupon{ofKind(mall.CouponExchange, 0, 0, 1)}, []int64{0, 15_00}, 0, nil},
		"one free piece of many":                    {[]Line{{CashMinor: 60_00, Quantity: 3}}, []Coupon{ofKind(mall.CouponExchange, 0, 0)}, []int64{20_00}, 0, nil},
		"two that go together, one after the other": {lines(100_00), []Coupon{amount(20_00, 0, 0), stacked(percent(10, 0, 0), mall.StackAdd, "", 1)}, []int64{30_00}, 0, nil},
		"the best of a category":                    {lines(100_00), []Coupon{stacked(amount(8_00, 0, 0), mall.StackBestOf, "", 0), stacked(percent(10, 0, 0), mall.StackBestOf, "", 0)}, []int64{10_00}, 0, []Why{WhyOther}},
		"an exclusive one that takes most off":      {lines(100_00), []Coupon{amount(8_00, 0, 0), stacked(amount(20_00, 0, 0), mall.StackExclusive, "", 0)}, []int64{20_00}, 0, []Why{WhyOther}},
		"others that take more off than it":         {lines(100_00), []Coupon{amount(8_00, 0, 0), amount(9_00, 0, 0), stacked(amount(16_00, 0, 0), mall.StackExclusive, "", 0)}, []int64{17_00}, 0, []Why{WhyOther}},
		"nothing left for the second":               {lines(5_00), []Coupon{amount(5_00, 0, 0), amount(5_00, 0, 0)}, []int64{5_00}, 0, []Why{WhyNothing}},
		"what sending costs":                        {sent(30_00, 3), nil, []int64{0}, 14_00, nil},
		"sending is free from a sum on":             {sent(100_00, 1), nil, []int64{0}, 0, nil},
		"the sum is what discounts leave":           {sent(100_00, 1), []Coupon{amount(1, 0, 0)}, []int64{1}, 10_00, nil},
		"free shipping":                             {sent(30_00, 3), []Coupon{ofKind(mall.CouponFreeShipping, 0, 0)}, []int64{0}, 0, nil},
		"free shipping, at most":                    {sent(30_00, 3), []Coupon{ofKind(mall.CouponFreeShipping, 8_00, 0)}, []int64{0}, 6_00, nil},
		"free shipping of what costs nothing":       {lines(30_00), []Coupon{ofKind(mall.CouponFreeShipping, 0, 0)}, []int64{0}, 0, []Why{WhyNothing}},
		"points that are sent for money":            {[]Line{{PricePoints: 100, Quantity: 1, Rates: 1}}, nil, []int64{0}, 10_00, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := Bill{Lines: c.lines, Rates: perPiece}
			require.Nil(t, b.Discount(c.coupons))
			for i := range b.Lines {
				assert.Equal(t, c.off[i], b.Lines[i].DiscountMinor, "line %d", i)
			}
			assert.Equal(t, c.shipping, b.ShippingMinor)
			var why []Why
			for _, p := range b.Passed {
				why = append(why, p.Why)
			}
			assert.Equal(t, c.passed, why)
			assert.Len(t, b.Coupons, len(c.coupons)-len(c.passed))
		})
	}
}

// Points may pay the part of a line that is left after discounts.
func TestPointsPayWhatDiscountsLeave(t *testing.T) {
	b := Bill{Lines: []Line{{CashMinor: 200_00, Quantity: 1, OffsetPercent: 50}}}
	require.Nil(t, b.Discount([]Coupon{amount(20_01, 0, 0)}))
	require.Nil(t, b.Offset(8999, yuan))
	assert.Equal(t, mall.Points(8999), b.MaxOffsetPoints)
	assert.EqualValues(t, 200_00-20_01-89_99, b.Payable())
}

// anyBill draws a bill with its coupons.
func anyBill(t *rapid.T) (Bill, []Coupon) {
	b := Bill{Lines: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
		n := rapid.IntRange(1, 4).Draw(t, "quantity")
		return Line{
			Quantity: n, CashMinor: rapid.Int64Range(0, 100_00).Draw(t, "piece") * int64(n), PricePoints: mall.Points(rapid.IntRange(0, 50).Draw(t, "points") * n),
			OffsetPercent: rapid.IntRange(0, 100).Draw(t, "percent"), Rates: rapid.IntRange(0, 2).Draw(t, "rates"), Grams: rapid.Int64Range(0, 2000).Draw(t, "grams"),
		}
	}), 1, 5).Draw(t, "lines")}
	free := rapid.Int64Range(0, 300_00).Draw(t, "free")
	b.Rates = []mall.ShippingRates{
		{Unit: mall.ShippingByPiece, First: 1, FirstMinor: 8_00, Further: 1, FurtherMinor: 2_00, FreeFromMinor: &free},
		{Unit: mall.ShippingByWeight, First: 1000, FirstMinor: 12_00, Further: 500, FurtherMinor: 5_00},
	}
	coupons := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Coupon {
		c := Coupon{ID: mall.NewCouponID(), CouponTerms: mall.CouponTerms{
			Kind:        rapid.SampledFrom([]mall.CouponKind{mall.CouponAmount, mall.CouponPercent, mall.CouponExchange, mall.CouponFreeShipping}).Draw(t, "kind"),
			AmountMinor: rapid.Int64Range(1, 80_00).Draw(t, "amount"), Percent: rapid.IntRange(1, 100).Draw(t, "percent"),
			MostMinor: rapid.SampledFrom([]int64{0, 7_00}).Draw(t, "most"), MinimumMinor: rapid.SampledFrom([]int64{0, 50_00, 150_00}).Draw(t, "minimum"),
			Stacking: mall.Stacking{Mode: rapid.SampledFrom([]mall.StackingMode{mall.StackAdd, mall.StackBestOf, mall.StackExclusive}).Draw(t, "mode")},
			Priority: rapid.IntRange(0, 2).Draw(t, "priority"),
		}}
		for i := range b.Lines {
			if rapid.Bool().Draw(t, "covers") {
				c.Lines = append(c.Lines, i)
			}
		}
		return c
	}), 0, 4).Draw(t, "coupons")
	return b, coupons
}

// Whatever coupons there are: lines sum to the bill, none is discounted by more than it asks, each
// coupon takes off what it says and no coupon by itself would be a better deal.
func TestAnyDiscountAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, coupons := anyBill(t)
		if refusal := b.Discount(coupons); refusal != nil {
			t.Fatal(refusal)
		}
		var off, shippingOff int64
		for _, c := range b.Coupons {
			off, shippingOff = off+c.OffMinor, shippingOff+c.ShippingMinor
		}
		full, _ := b.shipping()
		if off != b.DiscountMinor() || b.ShippingMinor != full-shippingOff || b.ShippingMinor < 0 || len(b.Coupons)+len(b.Passed) != len(coupons) {
			t.Fatalf("%+v", b)
		}
		for i := range b.Lines {
			if l := &b.Lines[i]; l.DiscountMinor < 0 || l.Payable() < 0 {
				t.Fatalf("line %d: %+v", i, *l)
			}
		}
		for _, c := range coupons {
			one := Bill{Lines: slices.Clone(b.Lines), Rates: b.Rates}
			if refusal := one.Discount([]Coupon{c}); refusal == nil && one.Payable() < b.Payable() && c.Stacking.Mode == mall.StackExclusive {
				t.Fatalf("%v alone is a better deal: %d, not %d", c, one.Payable(), b.Payable())
			}
		}
	})
}

// All that is kept costs what the order did; nothing costs nothing; and what is kept is
// discounted by the order's own coupons alone.
func TestKeptLinesArePricedByTheOrdersOwnTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, coupons := anyBill(t)
		if refusal := b.Discount(coupons); refusal != nil {
			t.Fatal(refusal)
		}
		terms, err := ReadTerms(b.Terms().Text())
		if err != nil {
			t.Fatal(err)
		}
		whole, none, some := make([]int, len(b.Lines)), make([]int, len(b.Lines)), make([]int, len(b.Lines))
		for i := range b.Lines {
			whole[i] = b.Lines[i].Quantity
			some[i] = rapid.IntRange(0, whole[i]).Draw(t, "kept")
		}
		again, refusal := Reprice(terms, b.Lines, whole)
		if refusal != nil || again.Payable() != b.Payable() || again.PricePoints() != b.PricePoints() {
			t.Fatalf("all is kept: %d, not %d: %v", again.Payable(), b.Payable(), refusal)
		}
		for i := range b.Lines {
			if again.Lines[i].DiscountMinor != b.Lines[i].DiscountMinor {
				t.Fatalf("line %d has another discount", i)
			}
		}
		nothing, refusal := Reprice(terms, b.Lines, none)
		if refusal != nil || nothing.Payable() != 0 || nothing.PricePoints() != 0 || nothing.MaxOffsetPoints != 0 {
			t.Fatalf("nothing is kept: %+v: %v", nothing, refusal)
		}
		part, refusal := Reprice(terms, b.Lines, some)
		if refusal != nil || part.Payable() < 0 || len(part.Coupons) > len(b.Coupons) {
			t.Fatalf("some are kept: %+v: %v", part, refusal)
		}
	})
}

func TestALostMinimumLosesTheDiscount(t *testing.T) {
	free := int64(150_00)
	b := Bill{
		Lines: []Line{{CashMinor: 120_00, Quantity: 1, Rates: 1}, {CashMinor: 80_00, Quantity: 2, Rates: 1, OffsetPercent: 50}},
		Rates: []mall.ShippingRates{{Unit: mall.ShippingByPiece, First: 1, FirstMinor: 10_00, Further: 1, FreeFromMinor: &free}},
	}
	require.Nil(t, b.Discount([]Coupon{amount(30_00, 200_00, 0, 1)}))
	require.Nil(t, b.Offset(1000, yuan))
	assert.EqualValues(t, 160_00, b.Payable())
	terms := b.Terms()
	for name, c := range map[string]struct {
		kept    []int
		payable int64
		most    mall.Points
	}{
		"all":                  {[]int{1, 2}, 170_00, 3400},
		"without one of two":   {[]int{1, 1}, 160_00, 2000},
		"the dear one alone":   {[]int{1, 0}, 130_00, 0},
		"the cheap ones alone": {[]int{0, 2}, 90_00, 4000},
		"nothing":              {[]int{0, 0}, 0, 0},
	} {
		kept, refusal := Reprice(terms, b.Lines, c.kept)
		require.Nil(t, refusal, name)
		assert.Equal(t, c.payable, kept.Payable(), name)
		assert.Equal(t, c.most, kept.MaxOffsetPoints, name)
	}
	plain, refusal := Reprice(nil, lines(10_00), []int{1})
	require.Nil(t, refusal)
	assert.EqualValues(t, 10_00, plain.Payable())
	assert.Nil(t, (&Bill{Lines: lines(10_00)}).Terms(), "prices alone need no terms")
}
