package reconcile_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// removeNewest removes an account's newest entry as if it had never been: nothing that is
// left contradicts anything else.
func removeNewest(t *testing.T, m *malltest.Mall) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, statement := range []string{
			"delete from journals where id in (select journal_id from entries where seq = 2)",
			"delete from lots where id not in (select id from lots order by cast(id as text) limit 1)",
			"delete from entries where journal_id not in (select id from journals)",
			"update accounts set balance = 500, last_seq = 1, last_hash = (select hash from entries where seq = 1)",
			"delete from idempotency_records",
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}))
}

// twoEntries is a member with an entry that earned 500 points and one that added 70.
func twoEntries(t *testing.T, m *malltest.Mall) {
	t.Helper()
	id := m.Member("normal", malltest.Lot{Points: 500}).ID
	staff := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}
	_, err := m.Ledger.Adjust(t.Context(), ledger.Adjustment{Actor: staff, Member: id, Points: 70, Reason: "more", Key: "k"})
	require.NoError(t, err)
}

func TestAnAnchorTellsThatTheNewestEntryIsGone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		twoEntries(t, m)
		for range 2 { // the second finds nothing to do
			_, err := m.Anchors.Job().Run(t.Context(), false, nil)
			require.NoError(t, err)
		}
		require.Empty(t, findings(t, m, nil))
		removeNewest(t, m)
		malltest.Reconcile(t, m.DB)
		found := findings(t, m, nil)
		require.Len(t, found, 1)
		assert.Equal(t, "accounts", found[0].Table)
		assert.Contains(t, found[0].Detail, "number 2")
	})
}

// Who has not the key cannot make the anchors say what the books say now.
func TestAnchorsAreSealed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Anchors.Key = []byte("kept elsewhere")
		twoEntries(t, m)
		_, err := m.Anchors.Job().Step(t.Context())
		require.NoError(t, err)
		require.Empty(t, findings(t, m, nil))
		forger := *m.Anchors
		forger.Key = []byte("guessed")
		m.Update(t, func(c *ent.Client) error {
			if _, err := c.Anchor.Delete().Exec(t.Context()); err != nil {
				return err
			}
			_, err := c.AnchorHead.Delete().Exec(t.Context())
			return err
		})
		_, err = forger.Job().Step(t.Context())
		require.NoError(t, err)
		found := findings(t, m, nil)
		require.NotEmpty(t, found)
		assert.Equal(t, "anchors", found[0].Table)
	})
}

// A file that is kept elsewhere tells even where whoever altered the books had the key.
func TestAFileOfHeadsTellsThatTheNewestEntryIsGone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		key := []byte("kept elsewhere")
		twoEntries(t, m)
		text, err := reconcile.WriteHeads(t.Context(), m.DB, key, time.Now())
		require.NoError(t, err)
		heads, err := reconcile.ReadHeads(text, key)
		require.NoError(t, err)
		require.Len(t, heads, 1)
		report, err := reconcile.CompareHeads(t.Context(), m.DB, heads)
		require.NoError(t, err)
		require.Empty(t, report.Findings)
		for _, wrong := range [][]byte{[]byte("another"), nil} {
			_, err := reconcile.ReadHeads(text, wrong)
			require.ErrorContains(t, err, "another key")
		}
		removeNewest(t, m)
		report, err = reconcile.CompareHeads(t.Context(), m.DB, heads)
		require.NoError(t, err)
		require.Len(t, report.Findings, 1)
	})
}

// Points that an older version let expire within a day are told, and are no mistake.
func TestAnEndWithinADayIsTold(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Member("normal", malltest.Lot{Points: 5, ExpiresAt: malltest.Start.Add(time.Hour)}, malltest.Lot{Points: 6, ExpiresAt: mall.EndOfDay(malltest.Start, malltest.Zone)})
		report, err := reconcile.Run(t.Context(), m.DB, nil)
		require.NoError(t, err)
		assert.Empty(t, report.Findings)
		require.Len(t, report.Warnings, 1)
		assert.Contains(t, report.Warnings[0].Detail, "1, with 5 points")
	})
}
