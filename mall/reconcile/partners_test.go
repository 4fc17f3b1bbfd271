package reconcile_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// Whatever is altered on partners' side of a journal, reconcile names the row.
func TestAlteredPartnersAccountsAreNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north, south := mall.NewPartnerID(), mall.NewPartnerID()
		who := m.Member("normal")
		for name, id := range map[string]mall.PartnerID{"North": north, "South": south} {
			m.Update(t, func(c *ent.Client) error {
				return c.Partner.Create().SetID(id).SetName(name).SetPermissions(nil).Exec(t.Context())
			})
			_, err := m.Earning.RecordPurchase(t.Context(), earning.Purchase{
				Source: id.String(), ExternalRef: name, MemberRef: *who.ExternalRef, OccurredAt: malltest.Start,
				Total: mall.Money{Minor: 900, Currency: "CNY"}, Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 3, UnitPrice: "3"}},
			})
			require.NoError(t, err)
			_, err = m.Earning.RecordReturn(t.Context(), earning.Return{
				Source: id.String(), ExternalRef: name, PurchaseRef: name, OccurredAt: malltest.Start, Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 2, UnitPrice: "3"}},
			})
			require.NoError(t, err)
		}
		swap := "update entries set account_id = (select s.id from system_accounts s where s.owner = 'PARTNER' and s.id <> entries.account_id) where seq is null and kind = "
		for statement, table := range map[string]string{
			"delete from partners where name = 'North'":                                "system_accounts",
			"update entries set delta = delta - 1 where seq is null and kind = 'EARN'": "entries",
			"update entries set ref = null where seq is null and kind = 'CLAWBACK'":    "returns",
			"update entries set purchase_id = null where seq is null":                  "purchases",
			"update purchases set funded_by = null where external_ref = 'North'":       "purchases",
			swap + "'EARN'":     "purchases",
			swap + "'CLAWBACK'": "returns",
		} {
			errUndo := errors.New("undo")
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				result, err := tx.Exec(ctx, statement)
				require.NoError(t, err)
				n, err := result.RowsAffected()
				require.NoError(t, err)
				require.Positive(t, n, statement)
				var tables []string
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				for _, f := range findings {
					tables = append(tables, f.Table)
				}
				assert.Contains(t, tables, table, statement)
				return errUndo
			})
			require.ErrorIs(t, err, errUndo)
		}
	})
}
