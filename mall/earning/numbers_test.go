package earning_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// old makes 5,000 rows with numbers that no statistics know of.
var old = map[string]string{
	"purchases": "insert into purchases (id, source, external_ref, member_id, total_minor, currency, lines, points, fingerprint, occurred_at, recorded_at) " +
		"select gen_random_uuid(), 'till', 'old-'||n, gen_random_uuid(), 100, 'CNY', '[]', 0, '', now(), now() from generate_series(1, 5000) n",
	"activities": `insert into activities (id, source, external_ref, member_id, "trigger", points, fingerprint, occurred_at, recorded_at) ` +
		"select gen_random_uuid(), 'till', 'old-'||n, gen_random_uuid(), 'REVIEW', 0, '', now(), now() from generate_series(1, 5000) n",
}

// PostgreSQL takes partial indexes for small until a table is analysed, and is glad to read
// all of them. A hundred numbers take one look into the table each, and one more where they
// are known.
func TestNumbersAreLookedUpWithoutReadingTheWholeTable(t *testing.T) {
	const asked = 100
	m := malltest.Open(t, malltest.Postgres(t))
	bought, done := make([]purchase.Ref, asked), make([]activity.Ref, asked)
	for i := range asked {
		bought[i] = purchase.Ref{Source: "till", ExternalRef: fmt.Sprint("old-", i+1)}
		done[i] = activity.Ref(bought[i])
	}
	for name, c := range map[string]struct {
		table string
		look  func(context.Context, *store.Tx) (int, error)
	}{
		"purchases that are recorded": {"purchases", func(ctx context.Context, tx *store.Tx) (int, error) {
			found, _, err := purchase.Recall(ctx, tx, bought)
			return len(found), err
		}},
		"purchases of which goods come back": {"purchases", func(ctx context.Context, tx *store.Tx) (int, error) {
			found, err := purchase.Find(ctx, tx, bought)
			return len(found), err
		}},
		"activities that are recorded": {"activities", func(ctx context.Context, tx *store.Tx) (int, error) {
			found, err := activity.Recall(ctx, tx, done)
			return len(found), err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			undo := errors.New("leave the mall as it was")
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, old[c.table])
				require.NoError(t, err)
				before := rowsRead(ctx, t, tx, c.table)
				found, err := c.look(ctx, tx)
				require.NoError(t, err)
				assert.Equal(t, asked, found)
				assert.LessOrEqual(t, rowsRead(ctx, t, tx, c.table)-before, 2*asked)
				return undo
			})
			require.ErrorIs(t, err, undo)
		})
	}
}

// rowsRead counts the rows of a table that this connection has read so far.
func rowsRead(ctx context.Context, t *testing.T, tx *store.Tx, table string) (n int) {
	t.Helper()
	require.NoError(t, tx.Each(ctx, func(scan func(...any) error) error { return scan(&n) },
		"select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = $1", table))
	return n
}
