package catalog_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// put adds a product of one SKU with one price.
func put(t *testing.T, m *malltest.Mall, code string, price catalog.Price, edit func(*catalog.NewProduct)) {
	t.Helper()
	p := catalog.NewProduct{
		Slug: code, Name: mall.Text{EN: "The " + code}, Kind: mall.KindPhysical, Images: []mall.Image{},
		Skus: []catalog.NewSku{{Code: code, Name: mall.Text{EN: code}, Stock: 100, Prices: []catalog.Price{price}}},
	}
	if edit != nil {
		edit(&p)
	}
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return catalog.Add(ctx, tx, m.Clock.Now(), []catalog.NewProduct{p})
	}))
}

func cash(minor int64) *mall.Money { return &mall.Money{Minor: minor, Currency: "CNY"} }

func TestFacetsCountWhatMatches(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		above := category(t, m, "drinks", nil)
		below := category(t, m, "tea", above)
		brand, err := m.Catalog.CreateProductBrand(ctx, "leaf", mall.Text{EN: "Leaf"})
		require.NoError(t, err)
		put(t, m, "a", catalog.Price{Points: 99}, func(p *catalog.NewProduct) { p.Category, p.Brand = &below.ID, &brand.ID })
		put(t, m, "b", catalog.Price{Points: 100}, func(p *catalog.NewProduct) { p.Category = &above.ID })
		put(t, m, "c", catalog.Price{Points: 60_000}, func(p *catalog.NewProduct) { p.Kind = mall.KindVirtual })
		put(t, m, "d", catalog.Price{Cash: cash(500)}, nil)
		put(t, m, "off", catalog.Price{Points: 1}, func(p *catalog.NewProduct) { p.OffShelf = true })
		f, err := m.Catalog.Facets(ctx, catalog.Filter{}, 10)
		require.NoError(t, err)
		assert.Equal(t, 4, f.Counted)
		assert.False(t, f.Capped)
		assert.Equal(t, []catalog.KindCount{{Kind: mall.KindPhysical, Count: 3}, {Kind: mall.KindVirtual, Count: 1}}, f.Kinds)
		require.Len(t, f.Categories, 2)
		assert.Equal(t, []any{"drinks", 2, "tea", 1}, []any{f.Categories[0].Category.Slug, f.Categories[0].Count, f.Categories[1].Category.Slug, f.Categories[1].Count})
		require.Len(t, f.Brands, 1)
		assert.Equal(t, 1, f.Brands[0].Count)
		assert.Equal(t, []catalog.PointsBand{
			{AtLeast: 0, AtMost: new(mall.Points(99)), Count: 1}, {AtLeast: 100, AtMost: new(mall.Points(499)), Count: 1}, {AtLeast: 50_000, Count: 1},
		}, f.Points)
		for _, b := range f.Points {
			n, err := m.Catalog.Count(ctx, catalog.Filter{PointsAtLeast: &b.AtLeast, PointsAtMost: b.AtMost}, 10)
			require.NoError(t, err)
			assert.Equal(t, b.Count, n, "a band's bounds find what it counted")
		}
		f, err = m.Catalog.Facets(ctx, catalog.Filter{Search: "the", Category: "drinks"}, 10)
		require.NoError(t, err)
		assert.Equal(t, 2, f.Counted)
		f, err = m.Catalog.Facets(ctx, catalog.Filter{}, 3)
		require.NoError(t, err)
		assert.Equal(t, 3, f.Counted)
		assert.True(t, f.Capped)
	})
}

// What a member can afford is what exchange takes from them, as far as points and tier go.
func TestWhatAMemberCanAffordIsWhatExchangeTakes(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		gold := new("gold")
		put(t, m, "cheap", catalog.Price{Points: 100}, nil)
		put(t, m, "dear", catalog.Price{Points: 101}, nil)
		put(t, m, "cash", catalog.Price{Points: 1, Cash: cash(100)}, nil)
		put(t, m, "money", catalog.Price{Cash: cash(100)}, nil)
		put(t, m, "gold-price", catalog.Price{Points: 5, RequiresTier: gold}, nil)
		put(t, m, "gold-sku", catalog.Price{Points: 5}, func(p *catalog.NewProduct) { p.Skus[0].RequiresTier = gold })
		put(t, m, "rich", catalog.Price{Points: 5}, func(p *catalog.NewProduct) { p.Skus[0].MinimumBalance = 101 })
		put(t, m, "two", catalog.Price{Points: 500}, func(p *catalog.NewProduct) {
			p.Skus[0].Prices = append(p.Skus[0].Prices, catalog.Price{Points: 50, RequiresTier: gold})
		})
		for tier, rank := range map[string]int{"normal": 0, "gold": 2} {
			who := m.Member(tier, malltest.Lot{Points: 100})
			for _, code := range []string{"cheap", "dear", "cash", "money", "gold-price", "gold-sku", "rich", "two"} {
				n, err := m.Catalog.Count(ctx, catalog.Filter{Search: "the " + code, Affordable: &catalog.Purse{Balance: 100, Rank: rank}}, 10)
				require.NoError(t, err)
				sku, err := m.Catalog.SkuByCode(ctx, code)
				require.NoError(t, err)
				buyer := m.Member(tier, malltest.Lot{Points: 100})
				_, err = m.Exchanges.Exchange(ctx, exchange.Request{Member: buyer.ID, Sku: sku.ID, Quantity: 1, Key: code})
				assert.Equal(t, err == nil, n == 1, "%s for %s: %v", code, who.TierID, err)
			}
		}
	})
}

// The job counts what was redeemed, and lists are sorted by that.
func TestProductsAreSortedByWhatWasRedeemed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		who := m.Member("normal", malltest.Lot{Points: 10_000})
		for code, n := range map[string]int{"none": 0, "most": 5, "some": 2} {
			put(t, m, code, catalog.Price{Points: 1}, nil)
			sku, err := m.Catalog.SkuByCode(ctx, code)
			require.NoError(t, err)
			if n > 0 {
				_, err = m.Exchanges.Exchange(ctx, exchange.Request{Member: who.ID, Sku: sku.ID, Quantity: n, Key: code})
				require.NoError(t, err)
			}
		}
		count := m.Catalog.Jobs()[0]
		due, err := count.Due(ctx)
		require.NoError(t, err)
		assert.Equal(t, 2, due)
		for _, want := range []int{2, 0} { // the second time nothing has changed
			done, err := count.Step(ctx)
			require.NoError(t, err)
			assert.Equal(t, want, done)
		}
		for _, reverse := range []bool{false, true} {
			rows, err := m.Catalog.List(ctx, catalog.Query{Sort: catalog.SortRedeemed, Reverse: reverse, Limit: 10})
			require.NoError(t, err)
			want := []string{"most", "some", "none"}
			if reverse {
				want = []string{"none", "some", "most"}
			}
			assert.Equal(t, want, []string{rows[0].Slug, rows[1].Slug, rows[2].Slug})
		}
	})
}

// A partner finds its goods by its SKUs' codes, and learns nothing of the others'.
func TestAPartnerFindsWhatIsSharedWithItAlone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		partner := mall.NewPartnerID()
		put(t, m, "shared", catalog.Price{Points: 10}, func(p *catalog.NewProduct) {
			p.Skus = append(p.Skus, catalog.NewSku{Code: "kept-back", Name: p.Name, Prices: []catalog.Price{{Points: 1}}})
		})
		put(t, m, "other", catalog.Price{Points: 10}, nil)
		sku, err := m.Catalog.SkuByCode(ctx, "shared")
		require.NoError(t, err)
		require.NoError(t, m.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := catalog.SaveShared(ctx, tx, catalog.Shared{Partner: partner, Name: "all", Skus: []catalog.SharedSku{{Sku: sku.ID}}}, m.Clock.Now())
			return err
		}))
		for text, n := range map[string]int{"the": 1, "shared": 1, "the hare": 1, "kept": 0, "other": 0, "": 1} {
			f := catalog.Filter{Sight: catalog.Sight{Partner: &partner}, Search: text}
			found, err := m.Catalog.Count(ctx, f, 10)
			require.NoError(t, err)
			assert.Equal(t, n, found, text)
			facets, err := m.Catalog.Facets(ctx, f, 10)
			require.NoError(t, err)
			assert.Equal(t, n, facets.Counted, text)
			rows, err := m.Catalog.List(ctx, catalog.Query{Filter: f, Limit: 10})
			require.NoError(t, err)
			assert.Len(t, rows, n, text)
		}
	})
}
