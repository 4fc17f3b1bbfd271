package checkout_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/coupon"
	"pointsmall/mall/malltest"
)

func TestOneCouponOnTwoDevicesIsUsedOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, ten := priced(m, 0, 15_00, 100, nil), template(t, m, nil)
		var placed, refused atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			buyer := m.Member("normal").ID
			id := claimed(t, m, buyer, ten)
			for device := range 3 {
				wg.Go(func() {
					_, err := m.Checkout.Place(t.Context(), with(buyer, sku, fmt.Sprint(device), id))
					var no *mall.Error
					switch {
					case err == nil:
						placed.Add(1)
					case assert.ErrorAs(t, err, &no):
						assert.Equal(t, mall.CodeInvalidState, no.Code)
						refused.Add(1)
					}
				})
			}
		}
		wg.Wait()
		assert.Equal(t, []int64{8, 16}, []int64{placed.Load(), refused.Load()})
	})
}

func TestTheLastOfAPublicCodeIsGivenOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		template(t, m, func(d *coupon.Draft) {
			d.PublicCode, d.Total, d.PerMember = new("DOUBLE11"), new(int64(7)), new(int64(1))
		})
		var given, refused atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			who := actor(m.Member("normal").ID)
			wg.Go(func() {
				for range 2 { // the same key again
					_, err := m.Coupons.Redeem(t.Context(), who, "double-11", "k")
					var no *mall.Error
					switch {
					case err == nil:
						given.Add(1)
					case assert.ErrorAs(t, err, &no):
						assert.Equal(t, mall.CodeLimitExceeded, no.Code)
						refused.Add(1)
					}
				}
			})
		}
		wg.Wait()
		assert.Equal(t, []int64{14, 86}, []int64{given.Load(), refused.Load()})
	})
}

func TestACancelRacesAPaymentWithACoupon(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		const n = 8
		sku, ten := priced(m, 0, 15_00, n, nil), template(t, m, nil)
		var wg sync.WaitGroup
		orders, coupons := make([]*ent.Order, n), make([]mall.CouponID, n)
		for i := range orders {
			buyer := m.Member("normal").ID
			coupons[i] = claimed(t, m, buyer, ten)
			orders[i] = place(t, m, with(buyer, sku, "k", coupons[i]))
		}
		for _, o := range orders {
			payment := payments(t, m, o)[0].ID
			wg.Go(func() {
				_, err := m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(o.MemberID), Order: o.ID, Version: 1, Key: "c"})
				if err != nil {
					var refused *mall.Error
					assert.ErrorAs(t, err, &refused)
				}
			})
			wg.Go(func() {
				_, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: payment, Paid: true})
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		m.Sweep()
		for i, o := range orders {
			want := map[bool]mall.CouponStatus{true: mall.CouponUsed, false: mall.CouponAvailable}[now(t, m, o).Status == mall.OrderPaid]
			assert.Equal(t, want, couponNow(t, m, coupons[i]).Status)
		}
	})
}

func TestThereIsOneFirstOrder(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := priced(m, 0, 15_00, 100, nil)
		first := template(t, m, func(d *coupon.Draft) { d.Terms.FirstOrder = true })
		var placed, refused atomic.Int64
		var wg sync.WaitGroup
		for range 6 {
			buyer := m.Member("normal").ID
			for device := range 3 {
				id := claimed(t, m, buyer, first)
				wg.Go(func() {
					_, err := m.Checkout.Place(t.Context(), with(buyer, sku, fmt.Sprint(device), id))
					var no *mall.Error
					switch {
					case err == nil:
						placed.Add(1)
					case assert.ErrorAs(t, err, &no):
						assert.Equal(t, mall.CodeNotEligible, no.Code)
						refused.Add(1)
					}
				})
			}
		}
		wg.Wait()
		assert.Equal(t, []int64{6, 12}, []int64{placed.Load(), refused.Load()})
	})
}
