package reconcile_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// imported has files imported, one of which is undone.
func imported(t *testing.T, m *malltest.Mall) {
	t.Helper()
	bring := func(kind mall.ImportKind, text string) *ent.ImportBatch {
		b, err := m.Imports.Create(t.Context(), imports.NewImport{Actor: mall.Actor{Kind: mall.ActorSystem}, Kind: kind, FileName: "f.csv", From: strings.NewReader(text)})
		require.NoError(t, err)
		b, err = m.Imports.Run(t.Context(), b.ID, nil)
		require.NoError(t, err)
		return b
	}
	bring(mall.ImportMembers, "ref\nO-1\nO-2\n")
	undone := bring(mall.ImportBalances, "member,points\nO-1,70\n")
	_, err := m.Imports.Undo(t.Context(), mall.Actor{Kind: mall.ActorSystem}, undone.ID, undone.Version)
	require.NoError(t, err)
	_, err = m.Imports.Run(t.Context(), undone.ID, nil)
	require.NoError(t, err)
	bring(mall.ImportBalances, "member,points,expires\nO-1,100,2030-01-01\nO-2,50,\nO-3,1,\n")
	bring(mall.ImportProducts, "slug,sku,name,points,stock\np,P,P,5,5\n")
	bring(mall.ImportStock, "sku,stock\nP,9\n")
}

// Whatever of an import is altered by hand, reconcile must name the table.
func TestEveryAlteredImportIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		imported(t, m)
		require.Empty(t, findings(t, m, nil))
		for statement, table := range map[string]string{
			"update entries set ref = 'imp_0' where kind = 'OPENING' and seq is not null and delta = 50":      "entries",
			"update entries set reverses = id where kind = 'OPENING' and seq is not null and delta < 0":       "entries",
			"update entries set reverses = null where kind = 'OPENING' and seq is not null and delta < 0":     "entries",
			"update import_batches set done = done + 1, there = there + 1 where kind = 'STOCK'":               "import_batches",
			"update import_batches set steps = steps + 1 where kind = 'STOCK'":                                "import_batches",
			"update import_batches set added = added - 1 where kind = 'STOCK'":                                "import_batches",
			"update import_steps set done = done + 1":                                                         "import_batches",
			"update import_steps set seq = seq + 7":                                                           "import_batches",
			"delete from import_steps":                                                                        "import_batches",
			"update import_keys set import_id = id":                                                           "import_keys",
			"update import_keys set about = id":                                                               "import_keys",
			"update stock_movements set kind = 'ADJUSTMENT' where kind = 'IMPORT'":                            "import_keys",
			"delete from import_batches where kind = 'BALANCES'":                                              "entries",
			"update lots set remaining = remaining - 1 where granted = 50":                                    "lots",
			"update entries set delta = delta - 1 where kind = 'OPENING' and seq is not null and delta = 100": "journals",
		} {
			var named []string
			undone := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, statement)
				require.NoError(t, err, statement)
				all, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				for _, f := range all {
					named = append(named, f.Table)
				}
				return errUndo
			})
			require.ErrorIs(t, undone, errUndo)
			assert.Contains(t, named, table, statement)
		}
	})
}
