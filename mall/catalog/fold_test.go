package catalog_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// A name is found by itself, and by whatever its readers type for it, on every database.
func TestNamesAreFoundInEverySpelling(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for code, name := range map[string]mall.Text{
			"shirt":  {EN: "T-shirt", ZH: "Ｔ恤"},
			"phone":  {EN: "Phone", ZH: "华为Ｐ６０"},
			"eclair": {EN: "Éclair", ZH: "闪电泡芙"},
			"street": {EN: "STRASSE ÄÖÜ", ZH: "街"},
			"share":  {EN: "100%_off", ZH: `反\斜`},
		} {
			m.Sku(10, 1, func(k *catalog.NewSku) { k.Code, k.Name = code, name })
		}
		for _, old := range []bool{false, true} {
			if old { // as an older version has left them
				require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					return tx.Ent().Product.Update().SetFoldedName("").Exec(ctx)
				}))
				require.NoError(t, catalog.FoldNames(t.Context(), m.DB))
				left, err := m.DB.Ent().Product.Query().Where(product.FoldedName("")).Count(t.Context())
				require.NoError(t, err)
				assert.Zero(t, left)
			}
			for search, found := range map[string]string{
				"Ｔ恤": "T-shirt", "t恤": "T-shirt", "T恤": "T-shirt", "t-SHIRT": "T-shirt",
				"华为Ｐ６０": "Phone", "华为p60": "Phone", "P60": "Phone",
				"Éclair": "Éclair", "ÉCLAIR": "Éclair", "e\u0301clair": "Éclair", "闪电": "Éclair",
				"straſſe": "STRASSE ÄÖÜ", "äöü": "STRASSE ÄÖÜ", "STRASSE ÄÖÜ": "STRASSE ÄÖÜ",
				"%_o": "100%_off", `反\`: "100%_off", "eclairs": "", "_shirt": "",
			} {
				products, err := m.Catalog.List(t.Context(), catalog.Query{Filter: catalog.Filter{Search: search}, Limit: 10})
				require.NoError(t, err)
				var names []string
				for _, p := range products {
					names = append(names, p.Name.EN)
				}
				want := []string{found}
				if found == "" {
					want = nil
				}
				assert.Equal(t, want, names, search)
			}
		}
	})
}
