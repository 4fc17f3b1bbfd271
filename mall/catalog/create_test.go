package catalog_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
)

var keeper = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}

// cup is a product that can be added once.
func cup() catalog.NewProduct {
	name := mall.Text{EN: "Cup", ZH: "杯子"}
	return catalog.NewProduct{
		Slug: "cup", Name: name, Kind: mall.KindPhysical, Images: []mall.Image{}, OffShelf: true,
		Skus: []catalog.NewSku{{Code: "CUP-1", Name: name, Stock: 7, Prices: []catalog.Price{{Points: 120}}}},
	}
}

func TestAProductIsAddedOffTheShelfWithItsOpeningStock(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		row, err := m.Catalog.Create(ctx, keeper, cup())
		require.NoError(t, err)
		assert.False(t, row.OnShelf)
		assert.Equal(t, mall.Points(120), row.PointsFrom)
		seen, err := m.Catalog.Product(ctx, catalog.Sight{}, row.ID)
		require.NoError(t, err)
		assert.Nil(t, seen, "members do not see it")
		sku, err := m.Catalog.SkuByCode(ctx, "CUP-1")
		require.NoError(t, err)
		assert.EqualValues(t, 7, m.Stock(sku.ID))
		movements, err := m.Catalog.Movements(ctx, catalog.Movements{Sku: sku.ID, Limit: 10})
		require.NoError(t, err)
		require.Len(t, movements, 1)
		assert.Equal(t, mall.MovementOpening, movements[0].Kind)
		assert.EqualValues(t, 7, movements[0].Delta)
		assert.Equal(t, keeper.Ref(), movements[0].Actor)

		_, err = m.Catalog.SetShelf(ctx, row.ID, 2, true)
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		row, err = m.Catalog.SetShelf(ctx, row.ID, 1, true)
		require.NoError(t, err)
		assert.Equal(t, 2, row.Version)
		seen, err = m.Catalog.ProductBySlug(ctx, catalog.Sight{}, "cup")
		require.NoError(t, err)
		assert.NotNil(t, seen)
	})
}

func TestAProductThatMakesNoSenseIsRefusedWithItsPath(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		_, err := m.Catalog.Create(t.Context(), keeper, func() catalog.NewProduct { p := cup(); p.Slug, p.Skus[0].Code = "there", "THERE"; return p }())
		require.NoError(t, err)
		nowhere, money := mall.NewCategoryID(), mall.Money{Currency: "CNY"}
		platinum := "platinum"
		for _, c := range []struct {
			change func(*catalog.NewProduct)
			code   mall.ErrorCode
			path   string
		}{
			{func(p *catalog.NewProduct) { p.Slug = "Cup" }, mall.CodeInvalidInput, "slug"},
			{func(p *catalog.NewProduct) { p.Slug = "there" }, mall.CodeInvalidInput, "slug"},
			{func(p *catalog.NewProduct) { p.Name = mall.Text{} }, mall.CodeInvalidInput, "name"},
			{func(p *catalog.NewProduct) { p.Description.ZH = strings.Repeat("x", 10_001) }, mall.CodeInvalidInput, "description"},
			{func(p *catalog.NewProduct) { p.Category = &nowhere }, mall.CodeNotFound, "categoryId"},
			{func(p *catalog.NewProduct) { p.Skus = nil }, mall.CodeInvalidInput, "skus"},
			{func(p *catalog.NewProduct) { p.Skus[0].Code = "A B" }, mall.CodeInvalidInput, "skus.0.code"},
			{func(p *catalog.NewProduct) { p.Skus[0].Code = "THERE" }, mall.CodeInvalidInput, "skus.0.code"},
			{func(p *catalog.NewProduct) { p.Skus = append(p.Skus, p.Skus[0]) }, mall.CodeInvalidInput, "skus.1.code"},
			{func(p *catalog.NewProduct) { p.Skus[0].Stock = -1 }, mall.CodeInvalidInput, "skus.0.stock"},
			{func(p *catalog.NewProduct) { p.Skus[0].Prices = nil }, mall.CodeInvalidInput, "skus.0.prices"},
			{func(p *catalog.NewProduct) { p.Skus[0].Prices[0].Cash = &money }, mall.CodeInvalidInput, "skus.0.prices.0.cash.amount"},
			{func(p *catalog.NewProduct) { p.Skus[0].Prices[0].RequiresTier = &platinum }, mall.CodeNotFound, "skus.0.prices.0.requiresTier"},
		} {
			p := cup()
			c.change(&p)
			_, err := m.Catalog.Create(t.Context(), keeper, p)
			assertRefused(t, err, c.code, c.path)
		}
		products, err := m.DB.Ent().Product.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, products, "a refused product leaves nothing")
	})
}

func TestOfTwentyWhoWantOneSlugAtOnceOneGetsItAndTheRestAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		var wg sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			wg.Go(func() {
				if i%2 == 0 {
					_, errs[i] = m.Catalog.Create(t.Context(), keeper, cup())
					return
				}
				_, errs[i] = m.Catalog.CreateCategory(t.Context(), catalog.NewCategory{Slug: "home", Name: mall.Text{ZH: "家居"}})
			})
		}
		wg.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			assertRefused(t, err, mall.CodeInvalidInput, "slug")
		}
		assert.Equal(t, 2, made, "one product, one category")
	})
}

func TestCategoriesStandBelowOthers(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		home, err := m.Catalog.CreateCategory(ctx, catalog.NewCategory{Slug: "home", Name: mall.Text{EN: "Home"}})
		require.NoError(t, err)
		tea, err := m.Catalog.CreateCategory(ctx, catalog.NewCategory{Slug: "tea", Name: mall.Text{EN: "Tea"}, Parent: &home.ID})
		require.NoError(t, err)
		assert.Equal(t, home.ID, *tea.ParentID)
		assert.Greater(t, tea.Position, home.Position)
		nowhere := mall.NewCategoryID()
		_, err = m.Catalog.CreateCategory(ctx, catalog.NewCategory{Slug: "cups", Name: mall.Text{EN: "Cups"}, Parent: &nowhere})
		assertRefused(t, err, mall.CodeNotFound, "parentId")
	})
}

func assertRefused(t *testing.T, err error, code mall.ErrorCode, path string) {
	t.Helper()
	var refusal *mall.Error
	if assert.True(t, errors.As(err, &refusal), "%v", err) {
		assert.Equal(t, code, refusal.Code, refusal.Text.EN)
		assert.Equal(t, path, strings.Join(refusal.Path, "."))
	}
}
