package ledger_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

func hold(t *testing.T, m *malltest.Mall, member mall.MemberID, points mall.Points, key string) mall.HoldID {
	t.Helper()
	h, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: member, Points: points, Reason: "for a table", Key: key})
	require.NoError(t, err)
	return h.ID
}

func end(t *testing.T, m *malltest.Mall, id mall.HoldID, capture bool, points mall.Points, key string) error {
	t.Helper()
	_, err := m.Ledger.EndHold(t.Context(), ledger.HoldEnd{Actor: admin, Hold: id, Capture: capture, Points: points, Key: key})
	return err
}

func balance(t *testing.T, m *malltest.Mall, member mall.MemberID) ledger.Balance {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), member)
	require.NoError(t, err)
	b.AccountID, b.MemberID, b.Currency = mall.AccountID{}, mall.MemberID{}, ""
	return b
}

func TestAHoldIsCapturedInPartAndReleasesTheRest(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 60, ExpiresAt: malltest.Start.Add(time.Hour)}, malltest.Lot{Points: 40}).ID
		id := hold(t, m, member, 80, "h")
		assert.Equal(t, id, hold(t, m, member, 80, "h"), "the same key is the same hold")
		assert.Equal(t, ledger.Balance{Available: 20, Held: 80, LifetimeEarned: 100}, balance(t, m, member))
		assert.Equal(t, mall.CodeInsufficientPoints, refusal(t, func() error {
			_, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: member, Points: 21, Reason: "x", Key: "more"})
			return err
		}()).Code)
		assert.Equal(t, mall.CodeInvalidInput, refusal(t, end(t, m, id, true, 81, "much")).Code)
		require.NoError(t, end(t, m, id, true, 50, "c"))
		require.NoError(t, end(t, m, id, true, 50, "c"), "again")
		assert.Equal(t, ledger.Balance{Available: 50, LifetimeEarned: 100}, balance(t, m, member))
		assert.Equal(t, mall.CodeInvalidState, refusal(t, end(t, m, id, false, 0, "r")).Code, "a hold ends once")
	})
}

// A pinned lot does not expire while it is held; released after its expiry it follows
// the refund policy, here thirty days of grace.
func TestHeldPointsDoNotExpire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 100, ExpiresAt: malltest.Start.Add(time.Hour)}).ID
		h, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: member, Points: 70, Reason: "a table", For: 48 * time.Hour, Key: "h"})
		require.NoError(t, err)
		m.Clock.Set(malltest.Start.Add(24 * time.Hour))
		m.Sweep()
		assert.Equal(t, ledger.Balance{Held: 70, LifetimeEarned: 100}, balance(t, m, member), "30 have expired")
		require.NoError(t, end(t, m, h.ID, true, 20, "c"))
		assert.Equal(t, ledger.Balance{Available: 50, LifetimeEarned: 100}, balance(t, m, member))
		m.Clock.Set(malltest.Start.Add(32 * 24 * time.Hour))
		assert.EqualValues(t, 0, m.Available(member), "the grace is over")
		m.Sweep()
		assert.Equal(t, ledger.Balance{LifetimeEarned: 100}, balance(t, m, member))
	})
}

func TestAHoldTimesOut(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		id := hold(t, m, member, 70, "h")
		m.Clock.Set(malltest.Start.Add(ledger.DefaultHold))
		assert.Equal(t, ledger.Balance{Available: 100, LifetimeEarned: 100}, balance(t, m, member), "before any sweep")
		seen, err := m.Ledger.FindHold(t.Context(), admin, id)
		require.NoError(t, err)
		assert.Equal(t, mall.HoldTimedOut, seen.Status)
		assert.WithinDuration(t, malltest.Start.Add(ledger.DefaultHold), *seen.EndedAt, 0)
		assert.Equal(t, mall.CodeExpired, refusal(t, end(t, m, id, true, 0, "late")).Code)
		assert.Equal(t, mall.CodeInvalidState, refusal(t, end(t, m, id, false, 0, "late, too")).Code)
		m.Sweep()
		m.Sweep()
		assert.Equal(t, ledger.Balance{Available: 100, LifetimeEarned: 100}, balance(t, m, member))
		row, err := m.DB.Ent().Hold.Get(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, mall.HoldTimedOut, row.Status)
	})
}

// Capture, release and time-out at once: one of them wins.
func TestAHoldEndsOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 1000}).ID
		for round := range 5 {
			id := hold(t, m, member, 100, fmt.Sprint("h", round))
			var won atomic.Int64
			var wg sync.WaitGroup
			for i := range 20 {
				wg.Go(func() {
					if end(t, m, id, i%2 == 0, 0, fmt.Sprint(round, "-", i)) == nil {
						won.Add(1)
					}
				})
			}
			wg.Wait()
			assert.EqualValues(t, 1, won.Load())
		}
		b := balance(t, m, member)
		assert.Zero(t, b.Held)
		assert.Zero(t, b.Available%100)
	})
}

// A partner's till sees and ends its own holds only.
func TestAPartnerEndsItsOwnHolds(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		till := mall.Actor{Kind: mall.ActorPartner, PartnerID: mall.NewPartnerID()}
		other := mall.Actor{Kind: mall.ActorPartner, PartnerID: mall.NewPartnerID()}
		h, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: till, Member: member, Points: 10, Reason: "coffee", Key: "h"})
		require.NoError(t, err)
		_, err = m.Ledger.EndHold(t.Context(), ledger.HoldEnd{Actor: other, Hold: h.ID, Capture: true, Key: "c"})
		assert.Equal(t, mall.CodeNotFound, refusal(t, err).Code)
		ended, err := m.Ledger.EndHold(t.Context(), ledger.HoldEnd{Actor: till, Hold: h.ID, Capture: true, Key: "c"})
		require.NoError(t, err)
		assert.EqualValues(t, 10, ended.Captured)
	})
}

// Nothing sweeps: whoever touches the account next finds the points that a hold has kept.
func TestATimedOutHoldBlocksNothingWithoutASweep(t *testing.T) {
	for name, use := range map[string]func(*testing.T, *malltest.Mall, mall.MemberID) error{
		"an exchange": func(t *testing.T, m *malltest.Mall, id mall.MemberID) error {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: id, Sku: m.Sku(100, 1, nil), Quantity: 1, Key: "x"})
			return err
		},
		"another hold": func(t *testing.T, m *malltest.Mall, id mall.MemberID) error {
			_, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: id, Points: 100, Reason: "a table", Key: "x"})
			return err
		},
		"an adjustment": func(t *testing.T, m *malltest.Mall, id mall.MemberID) error {
			_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: -100, Reason: "a mistake", Key: "x"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				member := m.Member("normal", malltest.Lot{Points: 100}).ID
				id := hold(t, m, member, 70, "h")
				m.Clock.Set(malltest.Start.Add(ledger.DefaultHold))
				require.NoError(t, use(t, m, member))
				assert.EqualValues(t, 0, m.Available(member))
				row, err := m.DB.Ent().Hold.Get(t.Context(), id)
				require.NoError(t, err)
				assert.Equal(t, mall.HoldTimedOut, row.Status, "who came next has posted it")
				assert.WithinDuration(t, row.ExpiresAt, *row.EndedAt, 0)
			})
		})
	}
}

// Whoever reserves points and gives up must not have them longer for it.
func TestAReleasedHoldGivesNoGrace(t *testing.T) {
	for name, give := range map[string]func(*testing.T, *malltest.Mall, mall.HoldID){
		"released":  func(t *testing.T, m *malltest.Mall, id mall.HoldID) { require.NoError(t, end(t, m, id, false, 0, "r")) },
		"timed out": func(_ *testing.T, m *malltest.Mall, _ mall.HoldID) { m.Clock.Set(malltest.Start.Add(72 * time.Hour)) },
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				member := m.Member("normal", malltest.Lot{Points: 100, ExpiresAt: malltest.Start.Add(time.Hour)}).ID
				h, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: member, Points: 70, Reason: "a table", For: 48 * time.Hour, Key: "h"})
				require.NoError(t, err)
				m.Clock.Set(malltest.Start.Add(24 * time.Hour))
				give(t, m, h.ID)
				assert.Equal(t, ledger.Balance{LifetimeEarned: 100}, balance(t, m, member))
				m.Sweep()
				assert.Equal(t, ledger.Balance{LifetimeEarned: 100}, balance(t, m, member))
			})
		})
	}
}
