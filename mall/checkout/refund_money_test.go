package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/payment/testpay"
)

// However many refunds meet on the last piece, one takes it; and a cancel, too, is a refund.
func TestRefundsRaceForTheLastPiece(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		const n = 8
		sku := priced(m, 100, 15_00, n, nil)
		var wg sync.WaitGroup
		orders := make([]*ent.Order, n)
		var done [n]atomic.Int64
		for i := range orders {
			orders[i] = paidOrder(t, m, m.Member("normal", malltest.Lot{Points: 100}).ID, 0, nil, sku)
			o := orders[i]
			try := func(f func() error) {
				wg.Go(func() {
					var refused *mall.Error
					if err := f(); err == nil {
						done[i].Add(1)
					} else if !errors.As(err, &refused) || refused.Code != mall.CodeVersionConflict {
						t.Error(err)
					}
				})
			}
			for k := range 3 {
				try(func() error {
					_, err := m.Checkout.Refund(t.Context(), refundOf(o, fmt.Sprint(i, k), 1))
					return err
				})
			}
			try(func() error {
				_, err := m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(o.MemberID), Order: o.ID, Version: o.Version, Key: "c"})
				return err
			})
			try(func() error {
				_, err := m.Orders.SetStatus(t.Context(), clerk, o.ID, o.Version, mall.OrderFulfilling, "")
				return err
			})
		}
		wg.Wait()
		m.Sweep()
		for i, o := range orders {
			assert.EqualValues(t, 1, done[i].Load())
			o = now(t, m, o)
			back := o.Status != mall.OrderFulfilling
			assert.Equal(t, back, payments(t, m, o)[0].Status == mall.PaymentRefunded, o.Status)
		}
	})
}

func TestCancellingWhatMoneyHasPaidGivesItBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		o := paidOrder(t, m, buyer, 200, nil, sku)
		r := refundOf(o, "g")
		r.Amount = new(yuan(1_00))
		o = refund(t, m, r).Order
		for range 2 {
			cancelled, err := m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(buyer), Order: o.ID, Version: o.Version, Reason: "changed my mind", Key: "c"})
			require.NoError(t, err)
			assert.Equal(t, mall.OrderCancelled, cancelled.Status)
		}
		assertHas(t, m, buyer, 500, 0)
		assert.EqualValues(t, 10, m.Stock(sku))
		assert.Equal(t, mall.PaymentPaid, payments(t, m, o)[0].Status)
		m.Sweep()
		assert.Equal(t, mall.PaymentRefunded, payments(t, m, o)[0].Status)
	})
}

// A second payment that comes after the order was paid late and then cancelled buys nothing.
func TestALatePaymentDoesNotReviveWhatWasCancelled(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		_, err := m.Checkout.Pay(t.Context(), checkout.Pay{Actor: actor(buyer), Order: o.ID, Method: mall.PayByTest, Key: "p"})
		require.NoError(t, err)
		later(m, 15*time.Minute)
		m.Sweep()
		require.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
		attempts := payments(t, m, o)
		pay := func(id mall.PaymentID) {
			_, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: id, Paid: true})
			require.NoError(t, err)
		}
		pay(attempts[0].ID)
		late := now(t, m, o)
		require.Equal(t, mall.OrderPaid, late.Status)
		_, err = m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(buyer), Order: o.ID, Version: late.Version, Key: "c"})
		require.NoError(t, err)
		pay(attempts[1].ID)
		assert.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
		m.Sweep()
		for _, p := range payments(t, m, o) {
			assert.Equal(t, mall.PaymentRefunded, p.Status)
		}
		assertHas(t, m, buyer, 500, 0)
	})
}

// stubborn is TEST, but sends nothing back as long as it says why.
type stubborn struct {
	testpay.Provider
	why  string
	sent map[int]int64
}

func (s *stubborn) SendBack(_ context.Context, _ *ent.Payment, number int, minor int64) error {
	if s.why != "" {
		return errors.New(s.why)
	}
	s.sent[number] += minor
	return nil
}

func (s *stubborn) AskRefund(_ context.Context, _ *ent.Payment, number int) (bool, error) {
	return s.sent[number] > 0, nil
}

func TestMoneyThatCouldNotBeSentBackIsListedAndTriedAgain(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		bank := &stubborn{why: "too little money", sent: map[int]int64{}}
		m.Checkout.Know(bank)
		buyer, sku := m.Member("normal").ID, priced(m, 0, 15_00, 10, nil)
		o := paidOrder(t, m, buyer, 0, map[mall.SkuID]int{sku: 3}, sku)
		first := refund(t, m, refundOf(o, "a", 1))
		m.Sweep()
		refund(t, m, refundOf(first.Order, "b", 2))
		m.Sweep()
		due, err := m.Payments.ToSendBack(t.Context(), 10)
		require.NoError(t, err)
		require.Len(t, due, 1)
		assert.Equal(t, 2, due[0].RefundTries)
		assert.Equal(t, "too little money", due[0].RefundFailure)
		assert.True(t, due[0].RefundDue.After(m.Clock.Now()))
		bank.why = ""
		m.Sweep()
		assert.Empty(t, bank.sent, "it is not time yet")
		later(m, time.Hour)
		m.Sweep()
		assert.Equal(t, map[int]int64{1: 15_00, 2: 30_00}, bank.sent, "each refund has its own number")
		assert.Equal(t, mall.PaymentRefunded, payments(t, m, o)[0].Status)
		due, err = m.Payments.ToSendBack(t.Context(), 10)
		require.NoError(t, err)
		assert.Empty(t, due)
	})
}
