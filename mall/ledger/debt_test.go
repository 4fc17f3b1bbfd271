package ledger_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// in changes a member's account in a transaction of its own.
func in(t *testing.T, m *malltest.Mall, id mall.MemberID, change func(*ledger.Account)) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		book, err := ledger.Open(ctx, tx, m.Clock.Now(), malltest.Zone, []mall.MemberID{id})
		if err != nil {
			return err
		}
		account, _ := book.Account(id)
		change(account)
		var batch store.Batch
		book.Save(&batch)
		return batch.Exec(ctx, tx)
	}))
}

// owe has a member owe points, beside what is reserved or pending.
func owe(t *testing.T, m *malltest.Mall, id mall.MemberID, points mall.Points) {
	t.Helper()
	in(t, m, id, func(a *ledger.Account) {
		a.Grant(mall.EntryEarn, points, ledger.Terms{EarnedAt: m.Clock.Now(), UsableFrom: m.Clock.Now()}, ledger.Cause{})
		_, refusal := a.Spend(mall.EntryDonate, points, ledger.Cause{})
		require.Nil(t, refusal)
		a.Clawback(ledger.Claim{Granted: points, Points: points}, mall.ClawbackUnlimited, ledger.Cause{})
	})
}

// Whatever can be spent pays the debt: nothing lapses while something is owed.
func TestWhatBecomesSpendablePaysTheDebt(t *testing.T) {
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		// prepare reserves 600 points, or has them pending, that expire after two days.
		prepare func(*testing.T, *malltest.Mall) mall.MemberID
		// free lets them be spent, within those days.
		free func(*testing.T, *malltest.Mall)
	}{
		"a released hold": {reserved(30 * day), func(t *testing.T, m *malltest.Mall) { require.NoError(t, end(t, m, onlyHold(t, m), false, 0, "r")) }},
		"a captured hold": {reserved(30 * day), func(t *testing.T, m *malltest.Mall) {
			require.NoError(t, end(t, m, onlyHold(t, m), true, 100, "c"))
		}},
		"a hold that timed out":          {reserved(day), func(_ *testing.T, m *malltest.Mall) { m.Clock.Set(malltest.Start.Add(day)) }},
		"a hold that timed out long ago": {reserved(day), func(_ *testing.T, m *malltest.Mall) { m.Clock.Set(malltest.Start.Add(40 * day)) }},
		"pending points":                 {pending, func(_ *testing.T, m *malltest.Mall) { m.Clock.Set(malltest.Start.Add(day)) }},
		"points that were pending once":  {pending, func(_ *testing.T, m *malltest.Mall) { m.Clock.Set(malltest.Start.Add(40 * day)) }},
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				id := c.prepare(t, m)
				owe(t, m, id, 500)
				before := balance(t, m, id)
				assert.EqualValues(t, 500, before.Debt)
				assert.Zero(t, before.Available)
				c.free(t, m)
				seen := balance(t, m, id)
				assert.Zero(t, seen.Debt, "at once")
				assert.Zero(t, seen.Held+seen.Pending)
				b, err := m.Ledger.Balance(t.Context(), id)
				require.NoError(t, err)
				expiring, err := m.Ledger.ExpiringWithin(t.Context(), &b, 3*day)
				require.NoError(t, err)
				assert.Equal(t, seen.Available, expiring)
				m.Sweep()
				assert.Equal(t, seen, balance(t, m, id), "a sweep makes no difference")
				m.Clock.Set(malltest.Start.Add(60 * day))
				m.Sweep()
				assert.Equal(t, ledger.Balance{LifetimeEarned: seen.LifetimeEarned}, balance(t, m, id), "only what was left has lapsed")
			})
		})
	}
}

func reserved(lasts time.Duration) func(*testing.T, *malltest.Mall) mall.MemberID {
	return func(t *testing.T, m *malltest.Mall) mall.MemberID {
		id := m.Member("normal", malltest.Lot{Points: 600, ExpiresAt: malltest.Start.Add(48 * time.Hour)}).ID
		_, err := m.Ledger.Hold(t.Context(), ledger.NewHold{Actor: admin, Member: id, Points: 600, Reason: "a table", For: lasts, Key: "h"})
		require.NoError(t, err)
		return id
	}
}

func pending(t *testing.T, m *malltest.Mall) mall.MemberID {
	id := m.Member("normal").ID
	in(t, m, id, func(a *ledger.Account) {
		a.Grant(mall.EntryEarn, 600, ledger.Terms{EarnedAt: malltest.Start, UsableFrom: malltest.Start.Add(12 * time.Hour), ExpiresAt: new(malltest.Start.Add(48 * time.Hour))}, ledger.Cause{})
	})
	return id
}

func onlyHold(t *testing.T, m *malltest.Mall) mall.HoldID {
	t.Helper()
	id, err := m.DB.Ent().Hold.Query().OnlyID(t.Context())
	require.NoError(t, err)
	return id
}

// Points whose time was over before anything was owed pay nothing, swept or not.
func TestExpiredPointsPayNoLaterDebt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal", malltest.Lot{Points: 600, ExpiresAt: malltest.Start.Add(time.Hour)}).ID
		m.Clock.Set(malltest.Start.Add(2 * time.Hour))
		owe(t, m, id, 500)
		assert.EqualValues(t, 500, balance(t, m, id).Debt)
		m.Sweep()
		assert.EqualValues(t, 500, balance(t, m, id).Debt)
	})
}
