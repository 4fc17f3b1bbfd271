package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/ent/lot"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// shanghai is an instant of the mall's days.
func shanghai(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, malltest.Zone)
	require.NoError(t, err)
	return at.UTC()
}

// earnIdle earns points that lapse after so many months without activity.
func earnIdle(t *testing.T, m *malltest.Mall, id mall.MemberID, at time.Time, months int, points ...mall.Points) {
	t.Helper()
	policy := mall.Expiry{Kind: mall.ExpireInactiveMonths, N: months}
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		book, err := ledger.OpenForGrants(ctx, tx, m.Clock.Now(), malltest.Zone, []mall.MemberID{id})
		if err != nil {
			return err
		}
		account, _ := book.Account(id)
		for _, p := range points {
			terms := ledger.Terms{EarnedAt: at, UsableFrom: at, ExpiresAt: policy.After(at, malltest.Zone), IdleMonths: policy.IdleMonths()}
			account.Grant(mall.EntryEarn, p, terms, ledger.Cause{At: at})
		}
		var batch store.Batch
		book.Save(&batch)
		return batch.Exec(ctx, tx)
	}))
}

// expiries lists when a member's open lots expire, in the mall's zone, each once.
func expiries(t *testing.T, m *malltest.Mall, id mall.MemberID) (all []string) {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), id)
	require.NoError(t, err)
	lots, err := m.DB.Ent().Lot.Query().Where(lot.AccountID(b.AccountID), lot.Open(true)).Order(lot.ByExpiresAt()).All(t.Context())
	require.NoError(t, err)
	for _, l := range lots {
		if at := l.ExpiresAt.In(malltest.Zone).Format("2006-01-02 15:04"); len(all) == 0 || all[len(all)-1] != at {
			all = append(all, at)
		}
	}
	return all
}

// Months end as they do for points that simply expire.
func TestActivityMovesTheExpiry(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for _, c := range []struct {
			months                        int
			earned, first, active, second string
		}{
			{12, "2026-11-30 10:00", "2027-12-01 00:00", "2027-03-31 23:59", "2028-04-01 00:00"},
			{12, "2028-01-10 10:00", "2029-01-11 00:00", "2028-02-29 00:00", "2029-03-01 00:00"}, // last valid day: 28 February
			{1, "2029-01-31 23:59", "2029-03-01 00:00", "2029-02-28 23:59", "2029-03-29 00:00"},
			{48, "2030-01-01 00:00", "2034-01-02 00:00", "2032-02-29 12:00", "2036-03-01 00:00"},
		} {
			id := m.Member("normal").ID
			m.Clock.Set(shanghai(t, c.earned))
			earnIdle(t, m, id, m.Clock.Now(), c.months, 100)
			assert.Equal(t, []string{c.first}, expiries(t, m, id), c.earned)
			m.Clock.Set(shanghai(t, c.active))
			spend(t, m, id, 30)
			assert.Equal(t, []string{c.second}, expiries(t, m, id), c.active)
			m.Clock.Set(shanghai(t, c.second).Add(-time.Microsecond))
			assert.EqualValues(t, 70, m.Available(id))
			m.Clock.Set(shanghai(t, c.second))
			assert.Zero(t, m.Available(id), c.second)
		}
	})
}

// At the last instant points can be spent, and what is left lives on; an instant later
// they are gone, swept or not, and nothing brings them back.
func TestWhatLapsedStaysLapsed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Clock.Set(shanghai(t, "2027-01-31 12:00"))
		alice, bob := m.Member("normal").ID, m.Member("normal").ID
		earnIdle(t, m, alice, m.Clock.Now(), 1, 100)
		earnIdle(t, m, bob, m.Clock.Now(), 1, 100)
		end := shanghai(t, "2027-03-01 00:00")
		m.Clock.Set(end.Add(-time.Microsecond))
		spend(t, m, alice, 40)
		m.Clock.Set(end)
		assert.EqualValues(t, 60, m.Available(alice), "she was active a moment ago")
		trees, err := m.Ledger.AddCause(t.Context(), ledger.NewCause{Slug: "trees", Name: mall.Text{EN: "Trees"}})
		require.NoError(t, err)
		_, err = m.Ledger.Donate(t.Context(), ledger.NewDonation{
			Actor: mall.Actor{Kind: mall.ActorMember, MemberID: bob}, Cause: trees.ID, Points: 1, Key: "late",
		})
		assert.Equal(t, mall.CodeInsufficientPoints, refusal(t, err).Code, "no sweep has run")
		earnIdle(t, m, bob, end, 1, 7)
		assert.EqualValues(t, 7, m.Available(bob), "activity revives nothing")
		earnIdle(t, m, bob, end.Add(-time.Hour), 1, 5)
		assert.EqualValues(t, 12, m.Available(bob), "nor does what happened in time and is reported too late")
		m.Sweep()
		assert.EqualValues(t, 12, m.Available(bob))
		assert.Equal(t, []string{"2027-04-02 00:00"}, expiries(t, m, bob), "earned before the newest activity: as long as that one gives")
		gone, err := m.DB.Ent().Entry.Query().Where(entry.KindEQ(mall.EntryExpire), entry.SeqNotNil()).Only(t.Context())
		require.NoError(t, err)
		assert.EqualValues(t, -100, gone.Delta)
	})
}

// However many lots there are, and whether or not they are needed, all of them move.
func TestActivityMovesEveryLot(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		many := make([]mall.Points, 70)
		for i := range many {
			many[i] = 10
		}
		forever := malltest.Lot{Points: 5}
		spends, earns, both := m.Member("normal", forever).ID, m.Member("normal", forever).ID, m.Member("normal", forever).ID
		m.Clock.Set(shanghai(t, "2027-01-10 12:00"))
		for _, id := range []mall.MemberID{spends, earns, both} {
			earnIdle(t, m, id, m.Clock.Now(), 1, many...)
			earnIdle(t, m, id, m.Clock.Now(), 2, many...)
		}
		m.Clock.Set(shanghai(t, "2027-01-20 12:00"))
		spend(t, m, spends, 15)
		earnIdle(t, m, earns, m.Clock.Now(), 2, 3)
		assert.EqualValues(t, 1390, m.Available(spends))
		for _, id := range []mall.MemberID{spends, earns} {
			assertMoved(t, m, id, "2027-02-21 00:00", "2027-03-21 00:00")
		}
		assertMoved(t, m, both, "2027-02-11 00:00", "2027-03-11 00:00")
		spend(t, m, both, 1)
		earnIdle(t, m, both, m.Clock.Now(), 2, 3)
		assertMoved(t, m, both, "2027-02-21 00:00", "2027-03-21 00:00")
	})
}

// assertMoved checks when lots that end expire.
func assertMoved(t *testing.T, m *malltest.Mall, id mall.MemberID, want ...string) {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), id)
	require.NoError(t, err)
	ends, err := m.Ledger.Expirations(t.Context(), &b, 1000*24*time.Hour, 100)
	require.NoError(t, err)
	var got []string
	for _, e := range ends {
		got = append(got, e.ExpiresAt.In(malltest.Zone).Format("2006-01-02 15:04"))
	}
	assert.Equal(t, want, got)
}

// What others do to an account is no activity, and what happened earlier shortens nothing.
func TestWhatIsNoActivity(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal").ID
		m.Clock.Set(shanghai(t, "2027-01-10 12:00"))
		earnIdle(t, m, id, m.Clock.Now(), 1, 100)
		m.Clock.Set(shanghai(t, "2027-01-20 12:00"))
		adjust := func(points mall.Points) {
			_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: admin, Member: id, Points: points, Reason: "by hand", Key: fmt.Sprint(points)})
			require.NoError(t, err)
		}
		adjust(-10)
		h, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: id, Points: 20, Reason: "game", For: 24 * time.Hour, Key: "hold"})
		require.NoError(t, err)
		assert.Equal(t, []string{"2027-02-11 00:00"}, expiries(t, m, id))
		_, err = m.Ledger.EndHold(t.Context(), ledger.HoldEnd{Actor: admin, Hold: h.ID, Capture: true, Points: 5, Key: "capture"})
		require.NoError(t, err)
		assert.Equal(t, []string{"2027-02-21 00:00"}, expiries(t, m, id), "a capture spends")
		earnIdle(t, m, id, shanghai(t, "2027-01-05 12:00"), 1, 1)
		assert.Equal(t, []string{"2027-02-21 00:00"}, expiries(t, m, id))
	})
}

// Points that are sent keep their expiry and their kind: the receiver's own activity moves
// it, on the same day too, but receiving is none.
func TestSentPointsKeepTheirExpiry(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		allow(t, m, mall.TransferPolicy{})
		alice, bob := m.Member("normal").ID, m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: shanghai(t, "2027-01-11 00:00")}).ID
		m.Clock.Set(shanghai(t, "2027-01-10 12:00"))
		earnIdle(t, m, alice, m.Clock.Now(), 1, 100)
		m.Clock.Set(shanghai(t, "2027-02-05 12:00"))
		require.NoError(t, send(t, m, alice, bob, 30, "first"))
		assert.Equal(t, []string{"2027-03-06 00:00"}, expiries(t, m, alice), "sending is an activity")
		assertMoved(t, m, bob, "2027-02-11 00:00")
		spend(t, m, bob, 1)
		assertMoved(t, m, bob, "2027-03-06 00:00")
		m.Clock.Set(shanghai(t, "2027-02-06 12:00"))
		spend(t, m, bob, 1)
		require.NoError(t, send(t, m, alice, bob, 30, "second"))
		assertMoved(t, m, bob, "2027-03-06 00:00", "2027-03-07 00:00")
		spend(t, m, bob, 1)
		assertMoved(t, m, bob, "2027-03-07 00:00")
	})
}

// Points come back as though they had never been spent: alive where the member never was
// idle for too long, and as the policy says where they were.
func TestRefundsOfPointsThatLapse(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		busy, idle := m.Member("normal").ID, m.Member("normal").ID
		m.Clock.Set(shanghai(t, "2027-01-10 12:00"))
		earnIdle(t, m, busy, m.Clock.Now(), 2, 40)
		earnIdle(t, m, idle, m.Clock.Now(), 2, 40)
		ofBusy, ofIdle := spend(t, m, busy, 40), spend(t, m, idle, 40)
		for _, day := range []string{"2027-03-10 23:59", "2027-05-10 00:00"} {
			m.Clock.Set(shanghai(t, day))
			earnIdle(t, m, busy, m.Clock.Now(), 2, 1)
		}
		earnIdle(t, m, idle, m.Clock.Now(), 2, 1)
		m.Clock.Set(shanghai(t, "2027-05-11 12:00"))
		require.NoError(t, refund(t, m, ofBusy, 0, "busy"))
		require.NoError(t, refund(t, m, ofIdle, 0, "idle"))
		assert.Equal(t, []string{"2027-07-11 00:00"}, expiries(t, m, busy))
		assert.Equal(t, []string{"2027-06-11 00:00", "2027-07-11 00:00"}, expiries(t, m, idle), "30 days of grace, which nothing moves")
		spend(t, m, idle, 1)
		assert.Equal(t, []string{"2027-06-11 00:00", "2027-07-12 00:00"}, expiries(t, m, idle))
	})
}

// Reconciling finds points that an activity has left behind.
func TestReconcileFindsWhatAnActivityLeftBehind(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal").ID
		m.Clock.Set(shanghai(t, "2027-01-10 12:00"))
		earnIdle(t, m, id, m.Clock.Now(), 2, 100)
		m.Clock.Set(shanghai(t, "2027-02-10 12:00"))
		spend(t, m, id, 40)
		malltest.Reconcile(t, m.DB)
		row, err := m.DB.Ent().Lot.Query().Only(t.Context())
		require.NoError(t, err)
		set := func(at time.Time) {
			m.Update(t, func(client *ent.Client) error { return client.Lot.UpdateOne(row).SetExpiresAt(at).Exec(t.Context()) })
		}
		set(shanghai(t, "2027-03-11 00:00"))
		report, err := reconcile.Run(t.Context(), m.DB, nil)
		require.NoError(t, err)
		require.Len(t, report.Findings, 1)
		assert.Equal(t, "lots", report.Findings[0].Table)
		set(*row.ExpiresAt)
	})
}
