package payments_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/payment"
)

// troubles are those after which nobody knows what has happened.
var troubles = map[string]gateway.Trouble{
	"lost": gateway.Lost, "cut": gateway.Cut, "page": gateway.Page, "empty": gateway.Empty, "down": gateway.Down, "lie": gateway.Lie, "slow": gateway.Slow,
}

// amid runs f while the platform misbehaves, with a context that ends soon.
func (s *stand) amid(t *testing.T, trouble gateway.Trouble, f func(ctx context.Context)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	if trouble == gateway.Slow {
		cancel()
		ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
	}
	defer cancel()
	s.platform.Trouble(trouble)
	f(ctx)
	s.platform.Trouble(gateway.None)
}

// assertUnknown expects an error that says nothing, and none of what must stay secret.
func assertUnknown(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	var no *payment.Refusal
	assert.NotErrorAs(t, err, &no)
	assertHarmless(t, err)
}

func assertHarmless(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"sk_test", "whsec", "PRIVATE", "4242", "_secret_", "0123456789abcdef0123456789ABCDEF", "signature="} {
		assert.NotContains(t, err.Error(), secret)
	}
}

func TestAnAttemptThatIsBegunTwiceIsOne(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		p := s.begun(t)
		s.begin(t, p)
		require.NoError(t, s.platform.Visit(p.ClientAction))
		assert.Equal(t, p.ClientAction, s.Action(p))
		found, err := s.Ask(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, payment.StandingOpen, found.Standing)
		require.NoError(t, s.platform.Pay(payment.NumberOf(p.ID)))
		for range 2 {
			found, err = s.Ask(t.Context(), p)
			require.NoError(t, err)
			assert.Equal(t, payment.Finding{Standing: payment.StandingPaid, Money: &mall.Money{Minor: 180_00, Currency: "CNY"}}, found)
		}
		taken, _ := s.platform.Total()
		assert.EqualValues(t, 180_00, taken)
	})
}

func TestBeginningAmidTroubleBeginsOneAttempt(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		for name, trouble := range troubles {
			p := s.attempt()
			s.amid(t, trouble, func(ctx context.Context) {
				if s.Method() == mall.PayByAlipay {
					return // nothing is asked of the platform
				}
				_, err := s.Open(ctx, p)
				require.Error(t, err, name)
				assertUnknown(t, err)
			})
			s.begin(t, p)
			require.NoError(t, s.platform.Visit(p.ClientAction), name)
			require.NoError(t, s.platform.Pay(payment.NumberOf(p.ID)), name)
			found, err := s.Ask(t.Context(), p)
			require.NoError(t, err, name)
			assert.Equal(t, payment.StandingPaid, found.Standing, name)
		}
	})
}

func TestASureRefusalIsTold(t *testing.T) {
	each(t, func(t *testing.T, s *stand, clock *malltest.Clock) {
		p := s.begun(t)
		err := s.SendBack(t.Context(), p, 1, 1_00)
		var no *payment.Refusal
		require.ErrorAs(t, err, &no, "nothing was paid")
		assertHarmless(t, err)
		assert.False(t, no.Again)

		clock.Set(clock.Now().Add(time.Hour))
		if s.Method() == mall.PayByWeChat {
			_, err = s.Open(t.Context(), p)
			require.ErrorAs(t, err, &no, "its time is over")
		}
		p = s.paid(t)
		err = s.SendBack(t.Context(), p, 1, 180_01)
		require.ErrorAs(t, err, &no, "it is more than was paid")
		assertHarmless(t, err)
	})
}

// Only "closed" or "not there" lets go of what somebody may be paying for.
func TestClosingTellsWhatIsSure(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		never := s.attempt()
		found, err := s.Close(t.Context(), never)
		require.NoError(t, err)
		assert.True(t, found.Over(), "nobody can pay what was never begun")

		p := s.begun(t)
		for range 2 {
			found, err = s.Close(t.Context(), p)
			require.NoError(t, err)
			assert.Equal(t, payment.StandingClosed, found.Standing)
		}
		require.Error(t, s.platform.Pay(payment.NumberOf(p.ID)))

		p = s.paid(t)
		found, err = s.Close(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, payment.StandingPaid, found.Standing)
		require.NotNil(t, found.Money)
		assert.Equal(t, "180.00 CNY", found.Money.String())
	})
}

func TestClosingAmidTroubleReleasesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		for name, trouble := range troubles {
			for what, p := range map[string]*entPayment{"open": s.begun(t), "paid": s.paid(t)} {
				s.amid(t, trouble, func(ctx context.Context) {
					found, err := s.Close(ctx, p)
					assert.False(t, err == nil && found.Over(), "%s, %s", name, what)
					if err != nil {
						assertHarmless(t, err)
					}
				})
				found, err := s.Close(t.Context(), p)
				require.NoError(t, err)
				assert.Equal(t, what == "open", found.Over(), "%s, %s", name, what)
				assert.Equal(t, what == "paid", found.Standing == payment.StandingPaid, "%s, %s", name, what)
			}
		}
	})
}

// done sends an amount back, however long the platform takes.
func (s *stand) done(t *testing.T, p *entPayment, number int, minor int64) {
	t.Helper()
	err := s.SendBack(t.Context(), p, number, minor)
	if errors.Is(err, payment.ErrUnderWay) {
		s.platform.Settle()
		err = s.SendBack(t.Context(), p, number, minor)
	}
	require.NoError(t, err)
	done, err := s.AskRefund(t.Context(), p, number)
	require.NoError(t, err)
	assert.True(t, done)
}

func TestARefundIsSentOnceByItsNumber(t *testing.T) {
	each(t, func(t *testing.T, s *stand, clock *malltest.Clock) {
		p := s.paid(t)
		done, err := s.AskRefund(t.Context(), p, 1)
		require.NoError(t, err)
		assert.False(t, done)
		for _, part := range []struct {
			number int
			minor  int64
		}{{1, 80_00}, {1, 80_00}, {2, 99_99}, {3, 1}, {2, 99_99}} {
			clock.Set(clock.Now().Add(49 * time.Hour)) // Stripe has forgotten its keys
			s.done(t, p, part.number, part.minor)
		}
		taken, back := s.book(p)
		assert.Equal(t, []int64{180_00, 180_00}, []int64{taken, back})
	})
}

func TestARefundAmidTroubleIsSentOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		for name, trouble := range troubles {
			p := s.paid(t)
			s.amid(t, trouble, func(ctx context.Context) {
				err := s.SendBack(ctx, p, 1, 60_00)
				if errors.Is(err, payment.ErrUnderWay) {
					t.Errorf("%s: nobody has said that it is under way", name)
				}
				assertUnknown(t, err)
			})
			s.done(t, p, 1, 60_00)
			_, back := s.book(p)
			assert.EqualValues(t, 60_00, back, name)
		}
	})
}

func TestWeChatPayWantsAMinuteBetweenRefundsAndAtMostFifty(t *testing.T) {
	clock := &malltest.Clock{}
	clock.Set(malltest.Start)
	s := openWeChat(t, clock.Now)
	p := s.paid(t)
	s.done(t, p, 1, 1_00)
	err := s.SendBack(t.Context(), p, 2, 1_00)
	var no *payment.Refusal
	require.ErrorAs(t, err, &no)
	assert.True(t, no.Again, "a minute later it works")
	for number := 2; number <= 50; number++ {
		clock.Set(clock.Now().Add(time.Minute))
		s.done(t, p, number, 1_00)
	}
	clock.Set(clock.Now().Add(time.Minute))
	require.ErrorAs(t, s.SendBack(t.Context(), p, 51, 1_00), &no)
	assert.False(t, no.Again)
	p = s.paid(t)
	clock.Set(clock.Now().Add(366 * 24 * time.Hour))
	require.ErrorAs(t, s.SendBack(t.Context(), p, 1, 1_00), &no)
	assert.False(t, no.Again)
}

// TEST keeps the contract where it has something to keep.
func TestTheProviderTESTKeepsTheContract(t *testing.T) {
	s := openTest(t, nil)
	p := &entPayment{ID: mall.NewPaymentID(), AmountMinor: 1, Currency: "CNY"}
	assert.False(t, s.Remote())
	opened, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, s.Action(p), opened.Action)
	found, err := s.Ask(t.Context(), p)
	require.NoError(t, err)
	assert.False(t, found.Over())
	found, err = s.Close(t.Context(), p)
	require.NoError(t, err)
	assert.True(t, found.Over())
	require.NoError(t, s.SendBack(t.Context(), p, 1, 1))
	done, err := s.AskRefund(t.Context(), p, 1)
	require.NoError(t, err)
	assert.True(t, done)
	assert.Nil(t, s.Takes(mall.Money{Minor: 1, Currency: "XPF"}, payment.Options{}))
}
