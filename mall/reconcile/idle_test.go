package reconcile_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// Whatever is altered of points that lapse without activity, reconcile names the row.
func TestAlteredIdlePointsAreNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id := m.Member("normal").ID
		now := m.Clock.Now()
		change(t, m, id, idleGrant(m, 90))
		for statement, want := range map[string]reconcile.Finding{
			"update accounts set idle_since = null where $1 > '2000-01-01'": {Table: "accounts", Check: "an account with points that lapse without activity knows its newest one"},
			"update lots set expires_at = $1 where idle_months is not null": {Table: "lots", Check: "an activity keeps what lapses without any"},
		} {
			errUndo := errors.New("undo")
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, statement, now.AddDate(0, 1, 0))
				require.NoError(t, err)
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				var found []reconcile.Finding
				for _, f := range findings {
					found = append(found, reconcile.Finding{Table: f.Table, Check: f.Check})
				}
				assert.Contains(t, found, want, statement)
				return errUndo
			})
			require.ErrorIs(t, err, errUndo)
		}
	})
}

// change changes a member's account in a transaction of its own.
func change(t *testing.T, m *malltest.Mall, id mall.MemberID, do func(*ledger.Account)) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		book, err := ledger.Open(ctx, tx, m.Clock.Now(), malltest.Zone, []mall.MemberID{id})
		if err != nil {
			return err
		}
		account, _ := book.Account(id)
		do(account)
		var batch store.Batch
		book.Save(&batch)
		return batch.Exec(ctx, tx)
	}))
}

// idleGrant grants points that lapse after six months without activity.
func idleGrant(m *malltest.Mall, points mall.Points) func(*ledger.Account) {
	now := m.Clock.Now()
	policy := mall.Expiry{Kind: mall.ExpireInactiveMonths, N: 6}
	return func(a *ledger.Account) {
		a.Grant(mall.EntryEarn, points, ledger.Terms{EarnedAt: now, UsableFrom: now, ExpiresAt: policy.After(now, malltest.Zone), IdleMonths: 6}, ledger.Cause{At: now})
	}
}
