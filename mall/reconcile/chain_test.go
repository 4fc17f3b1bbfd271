package reconcile_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// Whatever is altered in an entry, even where the books still agree, the chain tells.
func TestTheChainTellsWhatWasAltered(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 500}, malltest.Lot{Points: 70})
		sku := m.Sku(100, 10, func(*catalog.NewSku) {})
		for _, key := range []string{"a", "b"} {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: member.ID, Sku: sku, Quantity: 1, Key: key})
			require.NoError(t, err)
		}
		findings := func() []reconcile.Finding {
			report, unchained, err := reconcile.VerifyChain(t.Context(), m.DB, nil, nil)
			require.NoError(t, err)
			assert.Zero(t, unchained)
			return report.Findings
		}
		require.Empty(t, findings())
		change := func(statement string, args ...any) {
			require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, statement, args...)
				return err
			}))
		}
		for name, alter := range map[string]string{
			"a time":         "update entries set occurred_at = '2020-01-01 00:00:00+00:00' where seq = 2",
			"a reason":       `update entries set reason = '{"en":"a","zh-CN":"b"}' where seq = 3`,
			"a kind":         "update entries set kind = 'ADJUST' where seq = 4",
			"the newest":     "update accounts set last_hash = 'x' where last_seq = 4",
			"an unsaid hash": "update entries set hash = null where seq = 3",
		} {
			before, err := m.DB.Ent().Entry.Query().All(t.Context())
			require.NoError(t, err)
			account, err := m.DB.Ent().Account.Query().Only(t.Context())
			require.NoError(t, err)
			change(alter)
			assert.NotEmpty(t, findings(), name)
			for _, e := range before {
				if e.Seq == nil {
					continue
				}
				change("update entries set occurred_at = $1, kind = $2, hash = $3 where id = $4", e.OccurredAt, string(e.Kind), e.Hash, e.ID)
				if e.Reason == nil {
					change("update entries set reason = null where id = $1", e.ID)
				}
			}
			change("update accounts set last_hash = $1", account.LastHash)
			require.Empty(t, findings(), "%s is put right", name)
		}
	})
}
