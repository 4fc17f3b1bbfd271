package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// These are mistakes that other points systems are known for.

// Points that expire leave with what was spent of them: the debits do not stay behind
// to be set off against points that are earned later.
func TestExpiryDoesNotLeaveDebitsBehind(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soon := malltest.Start.Add(time.Hour)
		member := m.Member("normal", malltest.Lot{Points: 100, ExpiresAt: soon}, malltest.Lot{Points: 5}).ID
		spend(t, m, member, 60)
		for range 2 {
			m.Clock.Set(soon)
			assert.Equal(t, ledger.Balance{Available: 5, LifetimeEarned: 105}, balance(t, m, member))
			m.Sweep()
		}
		_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: member, Points: 50, Reason: "more", Key: "more"})
		require.NoError(t, err)
		assert.Equal(t, ledger.Balance{Available: 55, LifetimeEarned: 105}, balance(t, m, member))
	})
}

// A refund for a payment that timed out and one by hand at the same moment: the points
// come back once.
func TestARefundForOneCauseIsDoneOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		paid := spend(t, m, member, 80)
		errs := atOnce(20, func(i int) error { return refund(t, m, paid, 80*mall.Points(i%2), fmt.Sprint("key-", i/5)) })
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			assert.Contains(t, []mall.ErrorCode{mall.CodeLimitExceeded, mall.CodeIdempotencyConflict}, refusal(t, err).Code)
		}
		assert.Positive(t, done)
		assert.LessOrEqual(t, done, 3, "the repetitions of one key")
		assert.EqualValues(t, 100, m.Available(member))
	})
}

// atOnce runs n calls together and returns their errors.
func atOnce(n int, call func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = call(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// A refund in part gives points back and takes none, even of a hold whose other part
// went on to a new lot, and was spent there.
func TestAPartialRefundChargesNothing(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soon := malltest.Start.Add(10 * time.Minute)
		member := m.Member("normal", malltest.Lot{Points: 100, ExpiresAt: soon}).ID
		id := hold(t, m, member, 100, "h")
		m.Clock.Set(soon)
		require.NoError(t, end(t, m, id, true, 60, "c"))
		assert.EqualValues(t, 40, m.Available(member), "what was freed has some days of grace")
		b, err := m.Ledger.Balance(t.Context(), member)
		require.NoError(t, err)
		newest, err := m.Ledger.Entries(t.Context(), b.AccountID, ledger.Page{Limit: 1})
		require.NoError(t, err)
		spend(t, m, member, 40)
		for i, want := range []mall.Points{20, 40, 60} {
			require.NoError(t, refund(t, m, newest[0].ID, 20, fmt.Sprint(i)))
			assert.Equal(t, want, m.Available(member))
		}
		assert.Equal(t, mall.CodeLimitExceeded, refusal(t, refund(t, m, newest[0].ID, 1, "over")).Code)
	})
}

// Whatever ten callers take at once, and however they take it, never drives an account
// below zero.
func TestTenAtOnceCannotDriveAnAccountNegative(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		alice, bob := m.Member("normal", malltest.Lot{Points: 150}, malltest.Lot{Points: 200}).ID, m.Member("normal").ID
		allow(t, m, mall.TransferPolicy{})
		sku := m.Sku(100, 10, nil)
		ctx := t.Context()
		taken := atOnce(10, func(i int) error {
			key := fmt.Sprint(i)
			var err error
			switch i % 4 {
			case 0:
				_, err = m.Exchanges.Exchange(ctx, exchange.Request{Member: alice, Sku: sku, Quantity: 1, Key: key})
			case 1:
				_, err = m.Ledger.Hold(ctx, ledger.NewHold{Actor: admin, Member: alice, Points: 100, Reason: "x", Key: key})
			case 2:
				err = send(t, m, alice, bob, 100, key)
			default:
				_, err = m.Ledger.Adjust(ctx, ledger.Adjustment{Actor: admin, Member: alice, Points: -100, Reason: "x", Key: key})
			}
			return err
		})
		done := 0
		for _, err := range taken {
			if err == nil {
				done++
				continue
			}
			assert.Equal(t, mall.CodeInsufficientPoints, refusal(t, err).Code)
		}
		assert.Equal(t, 3, done)
		assert.EqualValues(t, 50, m.Available(alice))
	})
}

// A key counts as used only once the work is done: after a failure the same request
// with the same key does it, and then not again.
func TestAKeyIsNotUsedUpByAFailure(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		h := ledger.NewHold{Actor: admin, Member: member, Points: 30, Reason: "x", Key: "k"}
		change(t, m, "alter table holds rename to holds_away") // so that the last statement fails
		_, err := m.Ledger.Hold(t.Context(), h)
		require.Error(t, err)
		var refused *mall.Error
		require.False(t, errors.As(err, &refused), "an error that no caller may take for a decision")
		change(t, m, "alter table holds_away rename to holds")
		assert.Equal(t, ledger.Balance{Available: 100, LifetimeEarned: 100}, balance(t, m, member), "nothing was done by half")
		for range 2 {
			hold(t, m, member, 30, "k")
			assert.Equal(t, ledger.Balance{Available: 70, Held: 30, LifetimeEarned: 100}, balance(t, m, member))
		}
	})
}

func change(t *testing.T, m *malltest.Mall, statement string) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, statement)
		return err
	}))
}

// Points that go back and forth between two members live no longer than they would have.
func TestSendingBackAndForthDoesNotLaunderTheExpiry(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soon, late := malltest.Start.Add(time.Hour), malltest.Start.Add(2*time.Hour)
		alice := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: soon}, malltest.Lot{Points: 30, ExpiresAt: late}).ID
		bob := m.Member("normal").ID
		allow(t, m, mall.TransferPolicy{})
		for i := range 6 {
			from, to := alice, bob
			if i%2 == 1 {
				from, to = bob, alice
			}
			require.NoError(t, send(t, m, from, to, 80, fmt.Sprint(i)))
		}
		for _, at := range []struct {
			now  time.Time
			want mall.Points
		}{{soon.Add(-time.Microsecond), 80}, {soon, 30}, {late, 0}} {
			m.Clock.Set(at.now)
			assert.Equal(t, at.want, m.Available(alice)+m.Available(bob), at.now)
		}
	})
}
