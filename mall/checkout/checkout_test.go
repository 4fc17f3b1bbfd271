package checkout_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

func TestTwoThousandPointsPayTwentyOfTwoHundredYuan(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 5000}).ID, priced(m, 0, 200_00, 10, nil)
		r := one(buyer, sku, "k")
		r.OffsetPoints = 2000
		o := place(t, m, r)
		assert.Equal(t, mall.OrderPendingPayment, o.Status)
		assert.Equal(t, mall.Points(2000), o.Points)
		assert.Equal(t, []int64{200_00, 20_00}, []int64{o.CashMinor, o.OffsetMinor})
		assertHas(t, m, buyer, 3000, 2000)
		assert.EqualValues(t, 9, m.Stock(sku))
		attempts := payments(t, m, o)
		require.Len(t, attempts, 1)
		assert.EqualValues(t, 180_00, attempts[0].AmountMinor)
		assert.Equal(t, "/payments/test/"+attempts[0].ID.String(), m.Checkout.Action(attempts[0]))

		assert.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
		o = now(t, m, o)
		assert.Equal(t, mall.OrderPaid, o.Status)
		assert.NotNil(t, o.EntryID)
		assertHas(t, m, buyer, 3180, 0) // 180 yuan earned a point each
		assert.EqualValues(t, 9, m.Stock(sku))
		assert.Empty(t, m.Checkout.Action(payments(t, m, o)[0]), "nothing is left to do")
	})
}

// What providers say comes twice, late and in another order.
func TestAPaymentIsTakenOnceWhateverTheProviderRepeats(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		assert.Equal(t, mall.PaymentFailed, hear(t, m, o, false))
		assert.Equal(t, mall.PaymentFailed, hear(t, m, o, false))
		assert.Equal(t, mall.OrderPendingPayment, now(t, m, o).Status, "it can be tried again")
		for range 3 {
			assert.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
			assert.Equal(t, mall.PaymentPaid, hear(t, m, o, false))
		}
		assert.Equal(t, 2, now(t, m, o).Version)
		assertHas(t, m, buyer, 415, 0) // 15 were earned
	})
}

func TestOtherMoneyThanWasAskedForIsNotTaken(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal").ID, priced(m, 0, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		id := payments(t, m, o)[0].ID
		for _, amount := range []mall.Money{yuan(14_99), yuan(15_01), {Minor: 15_00, Currency: "USD"}} {
			_, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: id, Paid: true, Amount: &amount})
			assertRefused(t, mall.CodePaymentFailed, err)
		}
		_, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: mall.NewPaymentID(), Paid: true})
		assertRefused(t, mall.CodeNotFound, err)
		assert.Equal(t, mall.OrderPendingPayment, now(t, m, o).Status)
	})
}

func TestPointsAlonePayAtOnceAndEarnNothing(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, m.Sku(100, 10, nil)
		r := one(buyer, sku, "k")
		r.Method = ""
		o := place(t, m, r)
		assert.Equal(t, mall.OrderPaid, o.Status)
		assert.Empty(t, payments(t, m, o))
		assertHas(t, m, buyer, 400, 0)
		assert.EqualValues(t, 9, m.Stock(sku))

		cancelled, err := m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(buyer), Order: o.ID, Version: 1, Key: "c"})
		require.NoError(t, err)
		assert.Equal(t, mall.OrderCancelled, cancelled.Status)
		assertHas(t, m, buyer, 500, 0)
		assert.EqualValues(t, 10, m.Stock(sku))
	})
}

// A key is used once for each operation, and tells the first answer again.
func TestAKeyPlacesOneOrder(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 5000}).ID, priced(m, 10, 15_00, 10, func(k *catalog.NewSku) {
			k.Prices = append(k.Prices, catalog.Price{Points: 50})
		})
		r := one(buyer, sku, "k")
		o := place(t, m, r)
		assert.Equal(t, mall.OrderPaid, o.Status, "the lowest price in points alone goes without saying")
		assert.Equal(t, o.ID, place(t, m, r).ID)
		r.Lines[0].Quantity = 2
		_, err := m.Checkout.Place(t.Context(), r)
		assertRefused(t, mall.CodeIdempotencyConflict, err, "idempotencyKey")
		exchanged, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "k"})
		require.NoError(t, err)
		assert.NotEqual(t, o.ID, exchanged.Order.ID)
	})
}

func TestCancellingGivesEverythingBackOnce(t *testing.T) {
	limit := 3
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, func(k *catalog.NewSku) { k.PerMember = &limit })
		r := one(buyer, sku, "k")
		r.Lines[0].Quantity = 3
		o := place(t, m, r)
		_, err := m.Checkout.Place(t.Context(), one(buyer, sku, "more"))
		assertRefused(t, mall.CodeLimitExceeded, err, "lines", "0", "quantity")
		c := checkout.Cancel{Actor: actor(m.Member("normal").ID), Order: o.ID, Version: 1, Reason: "changed my mind", Key: "c"}
		_, err = m.Checkout.Cancel(t.Context(), c)
		assertRefused(t, mall.CodeNotFound, err)
		c.Actor = actor(buyer)
		for range 2 {
			cancelled, err := m.Checkout.Cancel(t.Context(), c)
			require.NoError(t, err)
			assert.Equal(t, mall.OrderCancelled, cancelled.Status)
		}
		c.Key = "other"
		_, err = m.Checkout.Cancel(t.Context(), c)
		assertRefused(t, mall.CodeVersionConflict, err)
		assertHas(t, m, buyer, 500, 0)
		assert.EqualValues(t, 10, m.Stock(sku))
		place(t, m, one(buyer, sku, "again")) // the limit is free again
		assert.Equal(t, mall.PaymentExpired, payments(t, m, o)[0].Status)

		// The member wanted no more of it: money that arrives goes back.
		assert.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
		m.Sweep()
		assert.Equal(t, mall.PaymentRefunded, payments(t, m, o)[0].Status)
		assert.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
	})
}

func TestAnOrderThatIsNotPaidInTimeIsGivenUp(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		later(m, 15*time.Minute-time.Second)
		m.Sweep()
		assert.Equal(t, mall.OrderPendingPayment, now(t, m, o).Status)
		assertHas(t, m, buyer, 400, 100)
		later(m, time.Second)
		m.Sweep()
		m.Sweep()
		assert.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
		assertHas(t, m, buyer, 500, 0)
		assert.EqualValues(t, 10, m.Stock(sku))
		_, err := m.Checkout.Pay(t.Context(), checkout.Pay{Actor: actor(buyer), Order: o.ID, Method: mall.PayByTest, Key: "p"})
		assertRefused(t, mall.CodeInvalidState, err)
	})
}

// The points that the order had pinned have expired since: they pay all the same.
func TestLateMoneyBuysWithTheVeryPointsThatWerePinned(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soon := malltest.Start.Add(20 * time.Minute)
		buyer, sku := m.Member("normal", malltest.Lot{Points: 70, ExpiresAt: soon}, malltest.Lot{Points: 100}).ID, priced(m, 100, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		later(m, 15*time.Minute)
		m.Sweep()
		assertHas(t, m, buyer, 170, 0)
		later(m, 6*time.Hour)
		m.Sweep()
		assertHas(t, m, buyer, 100, 0)
		assert.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
		assert.Equal(t, mall.OrderPaid, now(t, m, o).Status)
		assertHas(t, m, buyer, 85, 0) // 70 of others are left, and 15 were earned
		assert.EqualValues(t, 9, m.Stock(sku))
		m.Sweep()
		assert.Equal(t, mall.PaymentPaid, payments(t, m, o)[0].Status)
	})
}

func TestLateMoneyGoesBackWhereNothingIsToBeHad(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, m *malltest.Mall, buyer mall.MemberID, sku mall.SkuID){
		"the points are spent": func(t *testing.T, m *malltest.Mall, buyer mall.MemberID, _ mall.SkuID) {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: m.Sku(450, 1, nil), Quantity: 1, Key: "e"})
			require.NoError(t, err)
		},
		"the piece is sold": func(t *testing.T, m *malltest.Mall, _ mall.MemberID, sku mall.SkuID) {
			place(t, m, one(m.Member("normal", malltest.Lot{Points: 100}).ID, sku, "k"))
		},
		"a day is over": func(_ *testing.T, m *malltest.Mall, _ mall.MemberID, _ mall.SkuID) {
			later(m, 24*time.Hour+time.Second)
		},
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 1, nil)
				o := place(t, m, one(buyer, sku, "k"))
				later(m, time.Hour)
				m.Sweep()
				spoil(t, m, buyer, sku)
				assert.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
				assert.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
				m.Sweep()
				m.Sweep()
				assert.Equal(t, mall.PaymentRefunded, hear(t, m, o, true))
			})
		})
	}
}

func TestAnotherAttemptClosesTheOneBeforeIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		hear(t, m, o, false)
		again := checkout.Pay{Actor: actor(buyer), Order: o.ID, Method: mall.PayByTest, Key: "p"}
		for range 2 {
			_, err := m.Checkout.Pay(t.Context(), again)
			require.NoError(t, err)
		}
		both := payments(t, m, o)
		require.Len(t, both, 2)
		assert.Equal(t, []mall.PaymentStatus{mall.PaymentExpired, mall.PaymentPending}, []mall.PaymentStatus{both[0].Status, both[1].Status})
		assert.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
		_, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: both[0].ID, Paid: true})
		require.NoError(t, err)
		m.Sweep()
		both = payments(t, m, o)
		assert.Equal(t, []mall.PaymentStatus{mall.PaymentRefunded, mall.PaymentPaid}, []mall.PaymentStatus{both[0].Status, both[1].Status}, "the second money goes back")
		for _, method := range []mall.PaymentMethod{mall.PayByAlipay, ""} {
			r := one(buyer, sku, "x")
			r.Method = method
			_, err := m.Checkout.Place(t.Context(), r)
			assertRefused(t, map[bool]mall.ErrorCode{true: mall.CodeInvalidInput, false: mall.CodeNotAvailable}[method == ""], err, "paymentMethod")
		}
	})
}

func TestAHoldOfAnOrderEndsWithTheOrderAlone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		o := place(t, m, one(buyer, sku, "k"))
		held, err := m.DB.Ent().Hold.Query().Only(t.Context())
		require.NoError(t, err)
		assert.Equal(t, o.ID, *held.OrderID)
		staff := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionPoints}}
		_, err = m.Ledger.EndHold(t.Context(), ledgerEnd(staff, held.ID))
		assertRefused(t, mall.CodeInvalidState, err, "holdId")
	})
}
