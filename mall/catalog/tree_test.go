package catalog_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
)

func category(t *testing.T, m *malltest.Mall, slug string, parent *ent.Category) *ent.Category {
	t.Helper()
	c := catalog.NewCategory{Slug: slug, Name: mall.Text{EN: slug}}
	if parent != nil {
		c.Parent = &parent.ID
	}
	row, err := m.Catalog.CreateCategory(t.Context(), c)
	require.NoError(t, err)
	return row
}

func tree(t *testing.T, m *malltest.Mall) (slugs []string) {
	t.Helper()
	all, err := m.Catalog.Categories(t.Context())
	require.NoError(t, err)
	for _, c := range all {
		slugs = append(slugs, c.Slug)
	}
	return slugs
}

func TestCategoriesAreRenamedMovedOrderedAndDeleted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		a, b := category(t, m, "a", nil), category(t, m, "b", nil)
		a1, a2 := category(t, m, "a1", a), category(t, m, "a2", a)
		assert.Equal(t, []string{"a", "b", "a1", "a2"}, tree(t, m))

		a2, err := m.Catalog.MoveCategory(ctx, a2.ID, a2.Version, &a.ID, &a1.ID)
		require.NoError(t, err)
		assert.Equal(t, 2, a2.Version)
		assert.Equal(t, []string{"a", "b", "a2", "a1"}, tree(t, m))
		_, err = m.Catalog.MoveCategory(ctx, b.ID, 1, nil, &a.ID)
		require.NoError(t, err)
		assert.Equal(t, []string{"b", "a", "a2", "a1"}, tree(t, m))
		_, err = m.Catalog.MoveCategory(ctx, b.ID, 1, &a.ID, nil)
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		b, err = m.Catalog.MoveCategory(ctx, b.ID, 2, &a1.ID, nil)
		require.NoError(t, err)
		assert.Equal(t, []string{"a", "a2", "a1", "b"}, tree(t, m))

		_, err = m.Catalog.MoveCategory(ctx, a.ID, a.Version, &b.ID, nil)
		assertRefused(t, err, mall.CodeInvalidInput, "parentId")
		_, err = m.Catalog.MoveCategory(ctx, a.ID, a.Version, &a.ID, nil)
		assertRefused(t, err, mall.CodeInvalidInput, "parentId")
		_, err = m.Catalog.MoveCategory(ctx, a.ID, a.Version, nil, &b.ID)
		assertRefused(t, err, mall.CodeInvalidInput, "beforeId")
		_, err = m.Catalog.MoveCategory(ctx, mall.NewCategoryID(), 1, nil, nil)
		assertRefused(t, err, mall.CodeNotFound, "categoryId")
		unknown := mall.NewCategoryID()
		_, err = m.Catalog.MoveCategory(ctx, a.ID, a.Version, &unknown, nil)
		assertRefused(t, err, mall.CodeNotFound, "parentId")

		_, err = m.Catalog.RenameCategory(ctx, a.ID, a.Version, mall.Text{})
		assertRefused(t, err, mall.CodeInvalidInput, "name")
		a, err = m.Catalog.RenameCategory(ctx, a.ID, a.Version, mall.Text{EN: "Tea", ZH: "茶"})
		require.NoError(t, err)
		assert.Equal(t, "茶", a.Name.ZH)
		_, err = m.Catalog.RenameCategory(ctx, a.ID, 1, mall.Text{EN: "Coffee"})
		assertRefused(t, err, mall.CodeVersionConflict, "version")

		assertRefused(t, m.Catalog.DeleteCategory(ctx, a.ID, a.Version), mall.CodeInvalidState, "categoryId")
		p := cup()
		p.Category = &b.ID
		_, err = m.Catalog.Create(ctx, keeper, p)
		require.NoError(t, err)
		assertRefused(t, m.Catalog.DeleteCategory(ctx, b.ID, b.Version), mall.CodeInvalidState, "categoryId")
		assertRefused(t, m.Catalog.DeleteCategory(ctx, a2.ID, 1), mall.CodeVersionConflict, "version")
		require.NoError(t, m.Catalog.DeleteCategory(ctx, a2.ID, a2.Version))
		assert.Equal(t, []string{"a", "a1", "b"}, tree(t, m))
	})
}

// Of two that would each lie below the other, one is refused: the tree has no circle.
func TestTwoMovesAtOnceMakeNoCircle(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		a, b := category(t, m, "a", nil), category(t, m, "b", nil)
		var wg sync.WaitGroup
		var errs [2]error
		wg.Go(func() { _, errs[0] = m.Catalog.MoveCategory(t.Context(), a.ID, 1, &b.ID, nil) })
		wg.Go(func() { _, errs[1] = m.Catalog.MoveCategory(t.Context(), b.ID, 1, &a.ID, nil) })
		wg.Wait()
		assert.True(t, (errs[0] == nil) != (errs[1] == nil), "%v", errs)
		assert.Len(t, tree(t, m), 2, "whoever is in a circle is below nothing, and not listed")
	})
}

// A category that somebody deletes while somebody puts goods in it is gone or holds them.
func TestACategoryIsNotDeletedUnderGoodsThatCome(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		a := category(t, m, "a", nil)
		p := cup()
		p.Category = &a.ID
		var wg sync.WaitGroup
		var deleted, created error
		wg.Go(func() { deleted = m.Catalog.DeleteCategory(t.Context(), a.ID, 1) })
		wg.Go(func() { _, created = m.Catalog.Create(t.Context(), keeper, p) })
		wg.Wait()
		if deleted == nil {
			assertRefused(t, created, mall.CodeNotFound, "categoryId")
		} else {
			assertRefused(t, deleted, mall.CodeInvalidState, "categoryId")
			require.NoError(t, created)
		}
	})
}

func TestBrandsAreAddedRenamedAndBorne(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		b, err := m.Catalog.CreateProductBrand(ctx, "vinda", mall.Text{EN: "Vinda", ZH: "维达"})
		require.NoError(t, err)
		_, err = m.Catalog.CreateProductBrand(ctx, "vinda", mall.Text{EN: "Other"})
		assertRefused(t, err, mall.CodeInvalidInput, "slug")
		_, err = m.Catalog.CreateProductBrand(ctx, "No Slug", mall.Text{EN: "Other"})
		assertRefused(t, err, mall.CodeInvalidInput, "slug")
		_, err = m.Catalog.UpdateProductBrand(ctx, b.ID, 2, mall.Text{EN: "Other"})
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		_, err = m.Catalog.UpdateProductBrand(ctx, mall.NewProductBrandID(), 1, mall.Text{EN: "Other"})
		assertRefused(t, err, mall.CodeNotFound, "brandId")
		b, err = m.Catalog.UpdateProductBrand(ctx, b.ID, 1, mall.Text{EN: "Vinda Deluxe"})
		require.NoError(t, err)
		assert.Equal(t, 2, b.Version)

		p := cup()
		p.Brand, p.OffShelf = &b.ID, false
		_, err = m.Catalog.Create(ctx, keeper, p)
		require.NoError(t, err)
		m.Sku(10, 1, nil)
		found, err := m.Catalog.List(ctx, catalog.Query{Filter: catalog.Filter{Brand: "vinda"}, Limit: 10})
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, "cup", found[0].Slug)
		none, err := m.Catalog.List(ctx, catalog.Query{Filter: catalog.Filter{Brand: "no-such"}, Limit: 10})
		require.NoError(t, err)
		assert.Empty(t, none)
	})
}
