package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

func allow(t *testing.T, m *malltest.Mall, rules mall.TransferPolicy) {
	t.Helper()
	rules.Allowed = true
	_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.Transfer = rules })
	require.NoError(t, err)
}

func send(t *testing.T, m *malltest.Mall, from, to mall.MemberID, points mall.Points, key string) error {
	t.Helper()
	actor := mall.Actor{Kind: mall.ActorMember, MemberID: from}
	_, err := m.Ledger.Transfer(t.Context(), ledger.NewTransfer{Actor: actor, To: to, Points: points, Key: key})
	return err
}

// However often points are sent on, they expire when they would have.
func TestATransferKeepsTheExpiry(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soon := malltest.Start.Add(time.Hour)
		alice, bob := m.Member("normal", malltest.Lot{Points: 100, ExpiresAt: soon}, malltest.Lot{Points: 100}).ID, m.Member("normal").ID
		assert.Equal(t, mall.CodeNotAvailable, refusal(t, send(t, m, alice, bob, 1, "forbidden")).Code, "unless the mall allows it")
		allow(t, m, mall.TransferPolicy{FeePerMille: 15})
		require.NoError(t, send(t, m, alice, bob, 120, "a"))
		require.NoError(t, send(t, m, alice, bob, 120, "a"), "again")
		assert.EqualValues(t, 78, m.Available(alice), "the fee of 1.8 is rounded up")
		assert.EqualValues(t, 120, m.Available(bob))
		require.NoError(t, send(t, m, bob, alice, 90, "b"))
		m.Clock.Set(soon)
		assert.EqualValues(t, 78, m.Available(alice))
		assert.EqualValues(t, 20, m.Available(bob), "the 90 and their fee came from what expires first")
	})
}

func TestTransfersAreLimited(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		alice, bob := m.Member("normal", malltest.Lot{Points: 1000}).ID, m.Member("normal", malltest.Lot{Points: 5}).ID
		carol := m.Member("normal").ID
		allow(t, m, mall.TransferPolicy{Min: 10, Max: 100, DayPoints: 150, DayCount: 3, ReceiverDayPoints: 120, MinAgeDays: 1, CoolDownHours: 48})
		code := func(from, to mall.MemberID, points mall.Points, key string) mall.ErrorCode {
			return refusal(t, send(t, m, from, to, points, key)).Code
		}
		assert.Equal(t, mall.CodeNotEligible, code(alice, bob, 50, "young"))
		m.Clock.Set(malltest.Start.Add(24 * time.Hour))
		assert.Equal(t, mall.CodeInvalidInput, code(alice, alice, 50, "self"))
		assert.Equal(t, mall.CodeNotFound, code(alice, mall.NewMemberID(), 50, "nobody"))
		assert.Equal(t, mall.CodeInvalidInput, code(alice, bob, 9, "few"))
		assert.Equal(t, mall.CodeInvalidInput, code(alice, bob, 0, "none"))
		assert.Equal(t, mall.CodeLimitExceeded, code(alice, bob, 101, "many"))
		require.NoError(t, send(t, m, alice, bob, 100, "1"))
		assert.Equal(t, mall.CodeLimitExceeded, code(alice, bob, 30, "receiver"))
		assert.Equal(t, mall.CodeLimitExceeded, code(alice, carol, 60, "sender"))
		assert.Equal(t, mall.CodeNotEligible, code(bob, carol, 50, "hot"), "what came in must rest")
		require.NoError(t, send(t, m, alice, carol, 20, "2"))
		require.NoError(t, send(t, m, alice, carol, 20, "3"))
		assert.Equal(t, mall.CodeLimitExceeded, code(alice, carol, 10, "count"))
		m.Clock.Set(malltest.Start.Add(73 * time.Hour)) // other days, and it has rested
		require.NoError(t, send(t, m, bob, carol, 100, "4"))
		require.NoError(t, send(t, m, alice, bob, 100, "5"))
	})
}

// Two members send each other all they have, at once.
func TestTransfersBackAndForth(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		alice, bob := m.Member("normal", malltest.Lot{Points: 100}).ID, m.Member("normal", malltest.Lot{Points: 100}).ID
		allow(t, m, mall.TransferPolicy{})
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				from, to := alice, bob
				if i%2 == 0 {
					from, to = bob, alice
				}
				if err := send(t, m, from, to, 70, fmt.Sprint(i)); err != nil {
					assert.Equal(t, mall.CodeInsufficientPoints, refusal(t, err).Code)
				}
			})
		}
		wg.Wait()
		assert.EqualValues(t, 200, m.Available(alice)+m.Available(bob))
	})
}

func TestADonationCountsForItsCause(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		trees, err := m.Ledger.AddCause(t.Context(), ledger.NewCause{Slug: "trees", Name: mall.Textf("Trees", "植树")})
		require.NoError(t, err)
		actor := mall.Actor{Kind: mall.ActorMember, MemberID: member}
		give := func(points mall.Points, key string) error {
			e, err := m.Ledger.Donate(t.Context(), ledger.NewDonation{Actor: actor, Cause: trees.ID, Points: points, Key: key})
			if err == nil {
				assert.Equal(t, "Donated to Trees", ledger.Explain(e).EN)
			}
			return err
		}
		total := func() mall.Points {
			totals, err := m.Ledger.Donated(t.Context(), []mall.CauseID{trees.ID}, mall.DefaultPoints)
			require.NoError(t, err)
			return totals[trees.ID]
		}
		require.NoError(t, give(30, "a"))
		require.NoError(t, give(30, "a"))
		require.NoError(t, give(20, "b"))
		assert.EqualValues(t, 50, total())
		assert.Equal(t, mall.CodeInsufficientPoints, refusal(t, give(51, "c")).Code)
		_, err = m.Ledger.SetCauseOpen(t.Context(), trees.ID, 1, false)
		require.NoError(t, err)
		assert.Equal(t, mall.CodeNotAvailable, refusal(t, give(1, "d")).Code)
		_, err = m.Ledger.SetCauseOpen(t.Context(), trees.ID, 1, true)
		assert.Equal(t, mall.CodeVersionConflict, refusal(t, err).Code)
		entries, err := m.DB.Ent().Entry.Query().All(t.Context())
		require.NoError(t, err)
		for _, e := range entries {
			if e.Kind == mall.EntryDonate && e.Seq != nil && e.Delta == -30 {
				require.NoError(t, refund(t, m, e.ID, 10, "r"))
			}
		}
		assert.EqualValues(t, 40, total(), "what is given back leaves the cause")
	})
}
