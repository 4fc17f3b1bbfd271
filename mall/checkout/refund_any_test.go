package checkout_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

// Whatever was ordered and however it comes back, in whatever tenders and with whatever earned:
// at the end the member has what they had, the mall its pieces, the payment nothing. The pure rule
// is tried far more often in package refund; this is the whole, whose books must agree.
func TestAnyReturnsThroughTheBooksGiveEverythingBack(t *testing.T) {
	const points = 20_000
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		random := rand.New(rand.NewPCG(1, 2))
		var skus []mall.SkuID
		for range 4 {
			skus = append(skus, priced(m, mall.Points(random.IntN(3)*7), 1+random.Int64N(90_00), 1000, func(k *catalog.NewSku) {
				k.OffsetPercent = []int{0, 33, 50, 100}[random.IntN(4)]
			}))
		}
		for i, tenders := range []mall.TenderOrder{mall.TenderPointsFirst, mall.TenderCashFirst, mall.TenderProRata, mall.TenderCashFirst} {
			setCheckout(t, m, func(c *setting.Checkout) {
				c.RefundTenders, c.ReturnEarnings = tenders, []mall.ReturnEarnings{mall.ReturnReevaluate, mall.ReturnShare}[i%2]
			})
			buyer := m.Member("gold", malltest.Lot{Points: points}).ID
			r := checkout.Order{Member: buyer, Method: mall.PayByTest, Key: "order"}
			var kept []int
			for range 1 + random.IntN(3) {
				kept = append(kept, 1+random.IntN(4))
				r.Lines = append(r.Lines, checkout.Line{Sku: skus[random.IntN(len(skus))], Quantity: kept[len(kept)-1]})
			}
			q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: r.Lines})
			require.NoError(t, err)
			if q.MaxOffsetPoints > 0 {
				r.OffsetPoints = mall.Points(random.Int64N(int64(q.MaxOffsetPoints) + 1))
			}
			o := place(t, m, r)
			if o.PayUntil != nil {
				hear(t, m, o, true)
			}
			o = now(t, m, o)
			for n := 0; o.Status != mall.OrderRefunded; n++ {
				pieces := make([]int, len(kept))
				line := random.IntN(len(kept))
				if kept[line] == 0 {
					continue
				}
				pieces[line] = 1 + random.IntN(kept[line])
				kept[line] -= pieces[line]
				done := refund(t, m, refundOf(o, fmt.Sprint(i, n), pieces...))
				o = done.Order
			}
			m.Sweep()
			b, err := m.Ledger.Balance(t.Context(), buyer)
			require.NoError(t, err)
			assert.Equal(t, []mall.Points{points, 0, 0}, []mall.Points{b.Available + b.Pending, b.Held, b.Debt}, tenders)
			for _, p := range payments(t, m, o) {
				assert.Equal(t, mall.PaymentRefunded, p.Status)
			}
		}
		for _, sku := range skus {
			assert.EqualValues(t, 1000, m.Stock(sku))
		}
	})
}
