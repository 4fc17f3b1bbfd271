package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/payment"
)

// compare compares the statement of the day that the mall's clock shows.
func (s *shop) compare() checkout.Comparison {
	s.t.Helper()
	by := s.stand.Provider.(payment.Accountant)
	c, err := s.Checkout.Compare(s.t.Context(), s.stand.Method(), mall.DateOf(s.Mall.Clock.Now(), by.Zone()))
	require.NoError(s.t, err)
	return c
}

func TestADaysStatementFindsWhatNobodyHasTold(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		assert.Equal(t, checkout.Comparison{}, s.compare(), "nothing has happened yet")

		paid, back, lied := s.place(s.order("k")), s.place(s.order("k")), s.place(s.order("k"))
		require.NoError(t, s.platform.Pay(s.visit(paid)))
		number := s.visit(back)
		require.NoError(t, s.cancel(back))
		s.platform.Reopen(number)
		require.NoError(t, s.platform.Pay(number))
		s.settle() // the money of one has gone back

		// The platform takes money for what it has said was closed, and never tells.
		number = s.visit(lied)
		require.NoError(t, s.cancel(lied))
		s.platform.Reopen(number)
		require.NoError(t, s.platform.Pay(number))
		s.platform.Notices()
		s.settle()
		assert.Equal(t, mall.PaymentExpired, s.newest(lied).Status)

		c := s.compare()
		assert.Equal(t, []mall.PaymentID{s.newest(lied).ID}, c.Heard)
		assert.Empty(t, c.Differences)
		s.settle()
		assert.Equal(t, mall.PaymentRefunded, s.newest(lied).Status)
		taken, sent := s.platform.Total()
		assert.EqualValues(t, 15_00, taken-sent)
		c = s.compare()
		assert.Empty(t, c.Heard)
		assert.Empty(t, c.Differences)
		assert.Equal(t, 5, c.Postings)
		s.later(72 * time.Hour)
		assert.Equal(t, checkout.Comparison{}, s.compare(), "nobody paid on that day")
	})
}

func TestADaysStatementListsWhatPeopleHaveToLookAt(t *testing.T) {
	shops(t, func(s *shop) {
		t := s.t
		other, gone := s.place(s.order("k")), s.place(s.order("k"))
		require.NoError(t, s.platform.PayOther(s.visit(other), 14_99, "CNY"))
		require.NoError(t, s.platform.Pay(s.visit(gone)))
		for _, n := range s.platform.Notices() {
			s.taken(s.deliver(n))
		}
		s.platform.Strike(payment.NumberOf(s.newest(gone).ID))
		stranger := s.stand.begun(t)
		require.NoError(t, s.platform.Pay(payment.NumberOf(stranger.ID)))
		said := map[mall.PaymentID]string{}
		for _, d := range s.compare().Differences {
			said[d.Payment] = d.Says
		}
		assert.Len(t, said, 3)
		assert.Equal(t, "the statement has 14.99 CNY, and 15.00 CNY was asked for", said[s.newest(other).ID])
		assert.Equal(t, "the mall has taken 15.00 CNY, and neither the statement nor the provider says so", said[s.newest(gone).ID])
		assert.Contains(t, said[stranger.ID], "the mall does not know it")
	})
}
