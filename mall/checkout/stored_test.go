package checkout

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/checkout/refund"
)

// 20.00 off and free shipping from 100.00 on, which the order reached: 60.00 and 40.00. Who keeps
// one of the two pays its full price, and for sending it.
func TestWhatIsKeptIsPricedByTheOrdersStoredTerms(t *testing.T) {
	free := int64(80_00)
	terms := &quote.Terms{
		Lines: []quote.LineTerms{{OffsetPercent: 50, Rates: 1}, {Rates: 1}},
		Rates: []mall.ShippingRates{{Unit: mall.ShippingByPiece, First: 1, FirstMinor: 5_00, Further: 1, FreeFromMinor: &free}},
		Coupons: []quote.Coupon{{ID: mall.NewCouponID(), Lines: []int{0, 1}, CouponTerms: mall.CouponTerms{
			Kind: mall.CouponAmount, AmountMinor: 20_00, MinimumMinor: 100_00,
		}}},
	}
	o := &ent.Order{ID: mall.NewOrderID(), Terms: terms.Text(), CashMinor: 100_00, DiscountMinor: 20_00}
	lines := []*ent.OrderLine{{Quantity: 1, CashMinor: 60_00, DiscountMinor: 12_00}, {Quantity: 1, CashMinor: 40_00, DiscountMinor: 8_00}}
	read, err := quote.ReadTerms(o.Terms)
	require.NoError(t, err)
	stored := termsOf(o, read, lines)
	assert.Equal(t, []int{50, 0}, []int{stored.Lines[0].OffsetPercent, stored.Lines[1].OffsetPercent})
	assert.Equal(t, refund.Cost{Minor: 80_00, Room: 24_00}, stored.Reprice([]int{1, 1}))
	assert.Equal(t, refund.Cost{Minor: 60_00, Room: 30_00, ShippingMinor: 5_00}, stored.Reprice([]int{1, 0}))
	first := stored.Back([]int{1, 0}, refund.Amounts{}, refund.Rule{})
	assert.EqualValues(t, 80_00-60_00-5_00, first.CashMinor)
	assert.EqualValues(t, 80_00-first.CashMinor, stored.Back([]int{0, 0}, first, refund.Rule{}).CashMinor)
}

// Orders that are older than their terms keep each piece's part of the discount.
func TestOrdersWithoutTermsArePricedByTheirLines(t *testing.T) {
	stored := termsOf(&ent.Order{CashMinor: 30_00, DiscountMinor: 10_00}, nil, []*ent.OrderLine{{Quantity: 3, CashMinor: 30_00, DiscountMinor: 10_00}})
	assert.Equal(t, refund.Cost{Minor: 30_00 - 10_00 - 10_00 + 3_34, Room: 30_00 - 10_00 - 10_00 + 3_34}, stored.Reprice([]int{2}))
	bad := "no JSON"
	_, err := quote.ReadTerms(&bad)
	assert.Error(t, err)
}
