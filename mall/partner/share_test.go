package partner_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
	"pointsmall/mall/partner/brand"
)

func addPartner(t *testing.T, m *malltest.Mall, name string) mall.PartnerID {
	t.Helper()
	row, err := m.Access.AddPartner(t.Context(), brand.NewPartner{Name: name, DisplayName: mall.Text{EN: name}})
	require.NoError(t, err)
	return row.ID
}

// codesOf are the SKUs that a partner sees of each product of a list, as "CODE points+cash …".
func codesOf(t *testing.T, m *malltest.Mall, v catalog.Sight, products []*ent.Product) (seen []string) {
	t.Helper()
	for _, p := range products {
		skus, err := m.Catalog.SkusOfProducts(t.Context(), v, []mall.ProductID{p.ID})
		require.NoError(t, err)
		for _, k := range skus[p.ID] {
			prices, err := m.Catalog.PricesOfSkus(t.Context(), v, []mall.SkuID{k.ID})
			require.NoError(t, err)
			text := []string{k.Code}
			for _, price := range prices[k.ID] {
				cash := ""
				if price.CashMinor != nil {
					cash = "+" + mall.Money{Minor: *price.CashMinor, Currency: *price.CashCurrency}.String()
				}
				text = append(text, mall.Textf("%d", "%d", price.Points).EN+cash)
			}
			seen = append(seen, strings.Join(text, " "))
		}
	}
	return seen
}

func TestAPartnerSeesWhatIsSharedWithItAtItsPrices(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		cheap, dear, own := m.Sku(100, 5, nil), m.Sku(200, 5, nil), m.Sku(300, 5, nil)
		hidden := m.Sku(50, 5, nil)
		north, south := addPartner(t, m, "north"), addPartner(t, m, "south")
		yuan := &mall.Money{Minor: 990, Currency: "CNY"}
		_, err := m.Partners.SaveShared(ctx, catalog.Shared{Partner: north, Name: "spring", Skus: []catalog.SharedSku{
			{Sku: cheap, Price: &catalog.Price{Points: 900}}, {Sku: dear, Price: &catalog.Price{Points: 10, Cash: yuan}}, {Sku: own},
		}})
		require.NoError(t, err)
		_, err = m.Partners.SaveShared(ctx, catalog.Shared{Partner: north, Name: "summer", Skus: []catalog.SharedSku{
			{Sku: cheap, Price: &catalog.Price{Points: 800}}, {Sku: own, Price: &catalog.Price{Points: 300}},
		}})
		require.NoError(t, err)
		_, err = m.Partners.SaveShared(ctx, catalog.Shared{Partner: south, Name: "spring", Skus: []catalog.SharedSku{{Sku: hidden}}})
		require.NoError(t, err)

		sight := catalog.Sight{Partner: &north}
		byPoints := catalog.Query{Filter: catalog.Filter{Sight: sight}, Sort: catalog.SortPoints, Limit: 10}
		products, err := m.Catalog.List(ctx, byPoints)
		require.NoError(t, err)
		assert.Equal(t, []string{"thing-2 10+9.90 CNY", "thing-3 300", "thing-1 800 900"}, codesOf(t, m, sight, products), "in the order of its own prices, each once")

		second := byPoints
		second.After, second.Limit = &catalog.Position{PointsFrom: products[0].PointsFrom, ID: products[0].ID}, 1
		page, err := m.Catalog.List(ctx, second)
		require.NoError(t, err)
		assert.Equal(t, []string{"thing-3 300"}, codesOf(t, m, sight, page))
		last := byPoints
		last.FromEnd, last.Limit = true, 1
		page, err = m.Catalog.List(ctx, last)
		require.NoError(t, err)
		assert.Equal(t, []string{"thing-1 800 900"}, codesOf(t, m, sight, page))

		least := mall.Points(301)
		n, err := m.Catalog.Count(ctx, catalog.Filter{Sight: sight, PointsAtLeast: &least}, 10)
		require.NoError(t, err)
		assert.Equal(t, 1, n, "by its own prices")
		n, err = m.Catalog.Count(ctx, catalog.Filter{Sight: sight, Search: "thing-4"}, 10)
		require.NoError(t, err)
		assert.Zero(t, n, "a search finds nothing of what the other one sees")
		k, err := m.Catalog.Sku(ctx, sight, hidden)
		require.NoError(t, err)
		assert.Nil(t, k)
		everybodys, err := m.Catalog.PricesOfSkus(ctx, catalog.Sight{}, []mall.SkuID{cheap})
		require.NoError(t, err)
		assert.Len(t, everybodys[cheap], 1)
		assert.EqualValues(t, 100, everybodys[cheap][0].Points, "members pay what they paid")
	})
}

func TestASharedCatalogIsReplacedAsAWhole(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		a, b := m.Sku(100, 5, nil), m.Sku(200, 5, nil)
		north := addPartner(t, m, "north")
		save := func(version *int, skus ...catalog.SharedSku) error {
			_, err := m.Partners.SaveShared(ctx, catalog.Shared{Partner: north, Name: "spring", Version: version, Skus: skus})
			return err
		}
		require.NoError(t, save(nil, catalog.SharedSku{Sku: a}))
		nobody := mall.NewPartnerID()
		_, err := m.Partners.SaveShared(ctx, catalog.Shared{Partner: nobody, Name: "spring"})
		assertRefused(t, err, mall.CodeNotFound, "partnerId")
		_, err = m.Partners.SaveShared(ctx, catalog.Shared{Partner: north, Name: "autumn", Version: new(1)})
		assertRefused(t, err, mall.CodeNotFound, "name")
		assertRefused(t, save(nil, catalog.SharedSku{Sku: b}), mall.CodeVersionConflict, "version")
		assertRefused(t, save(new(2), catalog.SharedSku{Sku: b}), mall.CodeVersionConflict, "version")
		assertRefused(t, save(new(1), catalog.SharedSku{Sku: b}, catalog.SharedSku{Sku: mall.NewSkuID()}), mall.CodeNotFound, "skus.1.skuId")
		assertRefused(t, save(new(1), catalog.SharedSku{Sku: b}, catalog.SharedSku{Sku: b}), mall.CodeInvalidInput, "skus.1.skuId")
		assertRefused(t, save(new(1), catalog.SharedSku{Sku: b, Price: &catalog.Price{}}), mall.CodeInvalidInput, "skus.0.points")
		assert.Equal(t, []string{"thing-1 100"}, seenBy(t, m, north), "what was refused has changed nothing")

		require.NoError(t, save(new(1), catalog.SharedSku{Sku: b}))
		assert.Equal(t, []string{"thing-2 200"}, seenBy(t, m, north))
		require.NoError(t, save(new(2)))
		assert.Empty(t, seenBy(t, m, north))
	})
}

func TestOfTenWhoMakeOneSharedCatalogAtOnceOneDoes(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		a, north := m.Sku(100, 5, nil), addPartner(t, m, "north")
		errs := make([]error, 10)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = m.Partners.SaveShared(t.Context(), catalog.Shared{Partner: north, Name: "spring", Skus: []catalog.SharedSku{{Sku: a}}})
			})
		}
		wg.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			assertRefused(t, err, mall.CodeVersionConflict, "version")
		}
		assert.Equal(t, 1, made)
	})
}

func seenBy(t *testing.T, m *malltest.Mall, partner mall.PartnerID) []string {
	t.Helper()
	v := catalog.Sight{Partner: &partner}
	products, err := m.Catalog.List(t.Context(), catalog.Query{Filter: catalog.Filter{Sight: v}, Limit: 10})
	require.NoError(t, err)
	return codesOf(t, m, v, products)
}

func assertRefused(t *testing.T, err error, code mall.ErrorCode, path string) {
	t.Helper()
	var refusal *mall.Error
	if assert.True(t, errors.As(err, &refusal), "%v", err) {
		assert.Equal(t, code, refusal.Code, refusal.Text.EN)
		assert.Equal(t, path, strings.Join(refusal.Path, "."))
	}
}
