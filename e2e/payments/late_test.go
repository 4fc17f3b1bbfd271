package payments_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/payment"
)

func by(who mall.MemberID) mall.Actor { return mall.Actor{Kind: mall.ActorMember, MemberID: who} }

func (s *shop) cancel(o *ent.Order) error {
	_, err := s.Checkout.Cancel(s.t.Context(), checkout.Cancel{Actor: by(o.MemberID), Order: o.ID, Version: 1, Key: "cancel " + o.ID.String()})
	return err
}

// settle lets everything that is due happen, and the platform send what it has taken on.
func (s *shop) settle() {
	for range 6 {
		s.platform.Settle()
		for _, n := range s.platform.Notices() {
			s.taken(s.deliver(n))
		}
		s.later(2 * time.Minute)
		for _, j := range s.Checkout.Jobs() { // a refund that comes too soon is told as a failure
			_, _ = j.Step(s.t.Context())
		}
	}
}

func TestACancelledOrderIsClosedAtTheProviderAndMoneyThatComesAllTheSameGoesBack(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		o := s.place(s.order("k"))
		number := s.visit(o)
		require.NoError(t, s.cancel(o))
		require.Error(t, s.platform.Pay(number), "it is closed")
		assert.Equal(t, mall.PaymentExpired, s.newest(o).Status)

		s.platform.Reopen(number) // the platform has lied
		require.NoError(t, s.platform.Pay(number))
		s.settle()
		assert.Equal(t, mall.OrderCancelled, s.status(o))
		assert.Equal(t, mall.PaymentRefunded, s.newest(o).Status)
		taken, back := s.platform.Total()
		assert.Equal(t, []int64{15_00, 15_00}, []int64{taken, back})
	})
}

func TestAnOrderIsGivenUpOnlyWhenItsProviderSaysThatNobodyHasPaid(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		paid, open := s.place(s.order("k")), s.place(s.order("k"))
		require.NoError(t, s.platform.Pay(s.visit(paid)))
		s.visit(open)
		s.platform.Notices() // nobody brings it
		s.platform.Trouble(gateway.Down)
		s.later(15 * time.Minute)
		step := s.Checkout.Jobs()[0].Step // give-up-orders
		_, err := step(t.Context())
		require.Error(t, err)
		assert.Equal(t, mall.OrderPendingPayment, s.status(paid))
		assert.Equal(t, mall.OrderPendingPayment, s.status(open))
		s.platform.Trouble(gateway.None)
		_, err = step(t.Context())
		require.NoError(t, err)
		assert.Equal(t, mall.OrderPaid, s.status(paid))
		assert.Equal(t, mall.OrderCancelled, s.status(open))
	})
}

func TestAProviderThatIsSilentKeepsNoOthersWaiting(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		s := &shop{m, openAlipay(t, m.Clock.Now), t, priced(m)}
		m.Checkout.Offer(s.stand.Provider)
		for range 60 {
			s.place(s.order("k"))
		}
		s.later(time.Second)
		behind := s.order("k")
		behind.Method = mall.PayByTest
		o := s.place(behind)
		s.platform.Trouble(gateway.Lost)
		s.later(15 * time.Minute)
		_, err := s.Checkout.Jobs()[0].Step(t.Context())
		require.Error(t, err)
		assert.Equal(t, mall.OrderCancelled, s.status(o))
		s.platform.Trouble(gateway.None)
		done, err := s.Checkout.Jobs()[0].Step(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 60, done)
	})
}

func TestAnotherAttemptFindsThatTheOneBeforeItWasPaid(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		o := s.place(s.order("k"))
		require.NoError(t, s.platform.Pay(s.visit(o)))
		pay := checkout.Pay{Actor: by(o.MemberID), Order: o.ID, Method: s.stand.Method(), Key: "p"}
		_, err := s.Checkout.Pay(t.Context(), pay)
		var refused *mall.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, mall.CodeInvalidState, refused.Code)
		assert.Equal(t, mall.OrderPaid, s.status(o))

		o = s.place(s.order("k"))
		first := s.visit(o)
		pay = checkout.Pay{Actor: by(o.MemberID), Order: o.ID, Method: s.stand.Method(), Key: "p"}
		_, err = s.Checkout.Pay(t.Context(), pay)
		require.NoError(t, err)
		second := s.visit(o)
		assert.NotEqual(t, first, second)
		require.NoError(t, s.platform.Pay(second))
		s.platform.Reopen(first)
		require.NoError(t, s.platform.Pay(first))
		s.settle()
		assert.Equal(t, mall.OrderPaid, s.status(o))
		taken, back := s.platform.Total()
		assert.Equal(t, []int64{45_00, 15_00}, []int64{taken, back}, "the second money of one order has gone back")
	})
}

// Members, platform and network do what they like. At the end nobody has paid for what they
// did not get, and nobody got what they have not paid.
func TestWhateverHappensTheMoneyIsRight(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		dice := rand.New(rand.NewPCG(1, uint64(len(s.stand.Method()))))
		all := []gateway.Trouble{gateway.Lost, gateway.Cut, gateway.Page, gateway.Empty, gateway.Down, gateway.Lie}
		if s.stand.Method() == mall.PayByStripe {
			all = all[2:] // the SDK repeats calls without an answer, and waits in between
		}
		maybe := func() {
			s.platform.Trouble(gateway.None)
			if dice.IntN(3) == 0 {
				s.platform.Trouble(all[dice.IntN(len(all))])
			}
		}
		var orders []*ent.Order
		var undelivered []gateway.Notice
		for i := range malltest.Length(24, 240) {
			maybe()
			o := s.place(s.order(strconv.Itoa(i)))
			orders = append(orders, o)
			p := s.newest(o)
			if action := s.Checkout.Action(p); action != "" && s.platform.Visit(action) == nil && dice.IntN(4) > 0 {
				_ = s.platform.Pay(payment.NumberOf(p.ID))
			}
			maybe()
			if dice.IntN(4) == 0 {
				_ = s.cancel(o) // refused where the provider does not answer, or says that it is paid
			}
			if dice.IntN(6) == 0 {
				s.platform.Reopen(payment.NumberOf(p.ID))
				_ = s.platform.Pay(payment.NumberOf(p.ID))
			}
			undelivered = append(undelivered, s.platform.Notices()...)
			dice.Shuffle(len(undelivered), func(i, j int) { undelivered[i], undelivered[j] = undelivered[j], undelivered[i] })
			for len(undelivered) > 3 {
				s.taken(s.deliver(undelivered[0])) // some of them twice
				if dice.IntN(2) == 0 {
					undelivered = undelivered[1:]
				}
			}
			if dice.IntN(5) == 0 {
				s.later(time.Minute)
				for _, j := range s.Checkout.Jobs() {
					_, _ = j.Step(t.Context())
				}
			}
		}
		s.platform.Trouble(gateway.None)
		for _, n := range undelivered {
			s.taken(s.deliver(n))
		}
		for range 4 { // some calls were lost for ever: the mall asks
			s.later(10 * time.Minute)
			s.settle()
		}
		var kept, owed int64
		for _, o := range orders {
			state, err := s.Payments.State(t.Context(), s.newest(o).ID)
			require.NoError(t, err)
			owed += state.ToReturn - state.Returned
			switch s.status(o) {
			case mall.OrderPaid:
				kept += 15_00
				assert.EqualValues(t, 15_00, state.Kept())
			case mall.OrderCancelled:
				assert.Zero(t, state.Kept())
			default:
				t.Errorf("the order is still %s", s.status(o))
			}
		}
		taken, back := s.platform.Total()
		assert.Zero(t, owed)
		assert.Equal(t, kept, taken-back, "captured is what paid orders keep")
		t.Logf("taken %d, back %d", taken, back)
	})
}
