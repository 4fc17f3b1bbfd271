package payments_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/payment"
)

// shop is a mall that takes money by a provider.
type shop struct {
	*malltest.Mall
	*stand
	t   *testing.T
	sku mall.SkuID
}

// shops runs f on a mall with each provider on each database.
func shops(t *testing.T, f func(s *shop)) {
	t.Helper()
	for name, open := range remote {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				s := &shop{m, open(t, m.Clock.Now), t, priced(m)}
				m.Checkout.Offer(s.stand.Provider)
				f(s)
			})
		})
	}
}

// priced is a SKU for 100 points and 15 yuan.
func priced(m *malltest.Mall) mall.SkuID {
	cash := mall.Money{Minor: 15_00, Currency: "CNY"}
	return m.Sku(0, 1000, func(k *catalog.NewSku) { k.Prices = []catalog.Price{{Points: 100, Cash: &cash}} })
}

// order is what a new member asks for.
func (s *shop) order(key string) checkout.Order {
	buyer := s.Member("normal", malltest.Lot{Points: 100}).ID
	return checkout.Order{Member: buyer, Lines: []checkout.Line{{Sku: s.sku, Quantity: 1}}, Method: s.stand.Method(), Key: key}
}

func (s *shop) place(o checkout.Order) *ent.Order {
	s.t.Helper()
	placed, err := s.Checkout.Place(s.t.Context(), o)
	require.NoError(s.t, err)
	return placed.Order
}

// newest is the newest attempt to pay an order.
func (s *shop) newest(o *ent.Order) *ent.Payment {
	s.t.Helper()
	all, err := s.Payments.OfOrders(s.t.Context(), []mall.OrderID{o.ID})
	require.NoError(s.t, err)
	return all[o.ID][len(all[o.ID])-1]
}

// visit has the member follow what the order says.
func (s *shop) visit(o *ent.Order) (number string) {
	s.t.Helper()
	p := s.newest(o)
	require.NoError(s.t, s.platform.Visit(s.Checkout.Action(p)))
	return payment.NumberOf(p.ID)
}

func (s *shop) status(o *ent.Order) mall.OrderStatus {
	s.t.Helper()
	now, err := s.Orders.ByIDs(s.t.Context(), []mall.OrderID{o.ID})
	require.NoError(s.t, err)
	return now[o.ID].Status
}

// deliver brings a call to the mall.
func (s *shop) deliver(n gateway.Notice) payment.Reply {
	return s.Checkout.Receive(s.t.Context(), s.stand.Provider.(payment.Listener), call(n))
}

// taken expects that the mall has answered what makes the platform stop.
func (s *shop) taken(r payment.Reply) {
	s.t.Helper()
	assert.Equal(s.t, s.stand.Provider.(payment.Listener).Answer(payment.Taken), r)
	assert.Less(s.t, r.Status, 300)
}

func (s *shop) later(by time.Duration) { s.Mall.Clock.Set(s.Mall.Clock.Now().Add(by)) }

func TestAnOrderIsPaidByACallHoweverOftenItComes(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		o := s.place(s.order("k"))
		number := s.visit(o)
		if s.platform.Fail(number) == nil {
			for _, n := range s.platform.Notices() {
				s.taken(s.deliver(n))
			}
			assert.Equal(t, mall.OrderPendingPayment, s.status(o))
		}
		require.NoError(t, s.platform.Pay(number))
		n := s.only(t)
		for range 3 {
			s.taken(s.deliver(n))
			assert.Equal(t, mall.OrderPaid, s.status(o))
		}
		kept, err := s.DB.Ent().PaymentCallback.Query().All(t.Context())
		require.NoError(t, err)
		for _, c := range kept {
			assert.Nil(t, c.Due)
			assert.Equal(t, 1, c.Tries, "it was processed once")
		}
		assert.Empty(t, s.Checkout.Action(s.newest(o)))
	})
}

func TestAPaymentOfWhichNobodyTellsIsAskedAbout(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		o := s.place(s.order("k"))
		require.NoError(t, s.platform.Pay(s.visit(o)))
		s.platform.Trouble(gateway.Down)
		s.later(31 * time.Second)
		for _, j := range s.Checkout.Jobs() {
			_, err := j.Step(t.Context())
			assert.Equal(t, j.Name == "look-after-payments", err != nil, j.Name)
		}
		s.platform.Trouble(gateway.None)
		s.later(5 * time.Minute)
		s.Sweep()
		assert.Equal(t, mall.OrderPaid, s.status(o))
	})
}

func TestWhatWasNotBegunIsBegunByTheSameKeyOrByAJob(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		s.platform.Trouble(gateway.Down)
		wishes := []checkout.Order{s.order("k"), s.order("k")}
		first, second := s.place(wishes[0]), s.place(wishes[1])
		if s.stand.Method() != mall.PayByAlipay {
			assert.Empty(t, s.Checkout.Action(s.newest(first)))
		}
		s.platform.Trouble(gateway.None)
		assert.Equal(t, first.ID, s.place(wishes[0]).ID)
		s.visit(first)
		s.later(31 * time.Second)
		s.Sweep()
		require.NoError(t, s.platform.Pay(s.visit(second)))
		s.taken(s.deliver(s.only(t)))
		assert.Equal(t, mall.OrderPaid, s.status(second))
	})
}

func TestACallThatWasOnlyStoredIsProcessedByAJob(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		o := s.place(s.order("k"))
		require.NoError(t, s.platform.Pay(s.visit(o)))
		n := s.only(t)
		// The server died between storing and processing.
		_, fresh, err := s.Payments.Keep(t.Context(), s.stand.Method(), "k", n.Body)
		require.NoError(t, err)
		assert.True(t, fresh)
		s.later(16 * time.Second)
		s.Sweep()
		assert.Equal(t, mall.OrderPaid, s.status(o))
		s.taken(s.deliver(n))
	})
}

func TestForgedCallsLeaveNoTrace(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		o := s.place(s.order("k"))
		require.NoError(t, s.platform.Pay(s.visit(o)))
		n := s.only(t)
		assert.Equal(t, http.StatusUnauthorized, s.deliver(s.platform.Forge(n)).Status)
		assert.Equal(t, mall.OrderPendingPayment, s.status(o))
		count, err := s.DB.Ent().PaymentCallback.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Zero(t, count)
	})
}

func TestAnotherAmountOrCurrencyIsNotTaken(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		for _, other := range []mall.Money{{Minor: 14_99, Currency: "CNY"}, {Minor: 150_00, Currency: "CNY"}, {Minor: 15_00, Currency: "USD"}} {
			if other.Currency == "USD" && s.stand.Method() == mall.PayByAlipay {
				continue // it names none
			}
			o := s.place(s.order("k"))
			require.NoError(t, s.platform.PayOther(s.visit(o), other.Minor, string(other.Currency)))
			s.taken(s.deliver(s.only(t)))
			assert.Equal(t, mall.OrderPendingPayment, s.status(o))
			state, err := s.Payments.State(t.Context(), s.newest(o).ID)
			require.NoError(t, err)
			assert.Zero(t, state.Captured)
		}
		kept, err := s.DB.Ent().PaymentCallback.Query().All(t.Context())
		require.NoError(t, err)
		for _, c := range kept {
			assert.Nil(t, c.Due)
			assert.Contains(t, c.Note, "nothing is taken")
		}
	})
}

// A call about a payment that the mall does not know is kept, tried again, and given up.
func TestACallThatComesTooEarlyWaits(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		stranger := s.stand.begun(t)
		require.NoError(t, s.platform.Pay(payment.NumberOf(stranger.ID)))
		s.taken(s.deliver(s.only(t)))
		for range 40 {
			s.later(time.Hour)
			for _, j := range s.Checkout.Jobs() {
				_, _ = j.Step(t.Context())
			}
		}
		kept, err := s.DB.Ent().PaymentCallback.Query().Only(t.Context())
		require.NoError(t, err)
		assert.Nil(t, kept.Due)
		assert.Contains(t, kept.Note, "given up")
	})
}
