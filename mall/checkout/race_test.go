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
	"pointsmall/mall/malltest"
)

// However a cancel and a payment meet, the order is paid or given up, and never both.
func TestACancelRacesAPayment(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		const n = 12
		sku := priced(m, 100, 15_00, n, nil)
		orders := make([]*ent.Order, n)
		for i := range orders {
			orders[i] = place(t, m, one(m.Member("normal", malltest.Lot{Points: 100}).ID, sku, "k"))
		}
		var wg sync.WaitGroup
		for i, o := range orders {
			payment := payments(t, m, o)[0].ID
			wg.Go(func() {
				_, err := m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(o.MemberID), Order: o.ID, Version: 1, Key: fmt.Sprint(i)})
				if err != nil {
					var refused *mall.Error
					assert.ErrorAs(t, err, &refused)
				}
			})
			for range 2 {
				wg.Go(func() {
					_, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: payment, Paid: true})
					assert.NoError(t, err)
				})
			}
		}
		wg.Wait()
		m.Sweep()
		left := int64(n)
		for _, o := range orders {
			paid := now(t, m, o).Status == mall.OrderPaid
			status := payments(t, m, o)[0].Status
			if paid {
				left--
				assert.Equal(t, mall.PaymentPaid, status)
			} else {
				assert.Equal(t, mall.PaymentRefunded, status)
			}
		}
		assert.Equal(t, left, m.Stock(sku))
	})
}

func TestTheLastPieceIsReservedOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := priced(m, 10, 15_00, 3, nil)
		var placed, out atomic.Int64
		var wg sync.WaitGroup
		for range 20 {
			buyer := m.Member("normal", malltest.Lot{Points: 100}).ID
			wg.Go(func() {
				for range 2 { // the same key again
					_, err := m.Checkout.Place(t.Context(), one(buyer, sku, "k"))
					var refused *mall.Error
					switch {
					case err == nil:
						placed.Add(1)
					case assert.ErrorAs(t, err, &refused):
						assert.Equal(t, mall.CodeOutOfStock, refused.Code)
						out.Add(1)
					}
				}
			})
		}
		wg.Wait()
		assert.Equal(t, []int64{6, 34}, []int64{placed.Load(), out.Load()})
		assert.Zero(t, m.Stock(sku))
	})
}
