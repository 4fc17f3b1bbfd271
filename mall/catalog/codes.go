package catalog

import (
	"context"

	"pointsmall/ent/category"
	"pointsmall/ent/product"
	"pointsmall/ent/productbrand"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// KnownCodes tells which of some codes are those of SKUs.
func KnownCodes(ctx context.Context, tx *store.Tx, codes []string) (map[string]bool, error) {
	return known(tx.Ent().Sku.Query().Where(store.Among(sku.FieldCode, "text", codes)).Select(sku.FieldCode).Strings(ctx))
}

// KnownCategories tells which of some slugs are those of categories.
func KnownCategories(ctx context.Context, tx *store.Tx, slugs []string) (map[string]bool, error) {
	return known(tx.Ent().Category.Query().Where(store.Among(category.FieldSlug, "text", slugs)).Select(category.FieldSlug).Strings(ctx))
}

// KnownSlugs tells which of some slugs are those of products.
func KnownSlugs(ctx context.Context, tx *store.Tx, slugs []string) (map[string]bool, error) {
	return known(tx.Ent().Product.Query().Where(store.Among(product.FieldSlug, "text", slugs)).Select(product.FieldSlug).Strings(ctx))
}

// keepCategories tells which of some ids are those of categories, and keeps these from being deleted until
// the transaction ends.
func keepCategories(ctx context.Context, tx *store.Tx, ids []mall.CategoryID) (map[mall.CategoryID]bool, error) {
	query := tx.Ent().Category.Query().Where(store.Among(category.FieldID, "uuid", ids)).Order(category.ByID())
	if tx.Dialect == store.Postgres {
		query.ForShare(referred)
	}
	rows, err := query.All(ctx)
	set := make(map[mall.CategoryID]bool, len(rows))
	for _, row := range rows {
		set[row.ID] = true
	}
	return set, err
}

func knownBrands(ctx context.Context, tx *store.Tx, ids []mall.ProductBrandID) (map[mall.ProductBrandID]bool, error) {
	return known(tx.Ent().ProductBrand.Query().Where(store.Among(productbrand.FieldID, "uuid", ids)).IDs(ctx))
}

// CategoryIDs finds categories by their slugs.
func CategoryIDs(ctx context.Context, tx *store.Tx, slugs []string) (map[string]mall.CategoryID, error) {
	rows, err := tx.Ent().Category.Query().Where(store.Among(category.FieldSlug, "text", slugs)).All(ctx)
	ids := make(map[string]mall.CategoryID, len(rows))
	for _, row := range rows {
		ids[row.Slug] = row.ID
	}
	return ids, err
}

// BrandIDs finds brands by their slugs.
func BrandIDs(ctx context.Context, tx *store.Tx, slugs []string) (map[string]mall.ProductBrandID, error) {
	rows, err := tx.Ent().ProductBrand.Query().Where(store.Among(productbrand.FieldSlug, "text", slugs)).All(ctx)
	ids := make(map[string]mall.ProductBrandID, len(rows))
	for _, row := range rows {
		ids[row.Slug] = row.ID
	}
	return ids, err
}

// SkuIDs finds SKUs by their codes.
func SkuIDs(ctx context.Context, tx *store.Tx, codes []string) (map[string]mall.SkuID, error) {
	rows, err := tx.Ent().Sku.Query().Where(store.Among(sku.FieldCode, "text", codes)).Select(sku.FieldID, sku.FieldCode).All(ctx)
	ids := make(map[string]mall.SkuID, len(rows))
	for _, row := range rows {
		ids[row.Code] = row.ID
	}
	return ids, err
}

// SlugsOfCodes says of which product each of some SKUs is.
func SlugsOfCodes(ctx context.Context, tx *store.Tx, codes []string) (map[string]string, error) {
	set, err := store.Set(tx.Dialect, codes)
	if err != nil {
		return nil, err
	}
	slugs := map[string]string{}
	return slugs, tx.Each(ctx, func(scan func(...any) error) error {
		var code, slug string
		err := scan(&code, &slug)
		slugs[code] = slug
		return err
	}, "select k.code, p.slug from skus k join products p on p.id = k.product_id where k.code "+tx.Dialect.In(1, "text"), set)
}

// KnownSkus tells which of some ids are those of SKUs.
func KnownSkus(ctx context.Context, tx *store.Tx, ids []mall.SkuID) (map[mall.SkuID]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := tx.Ent().Sku.Query().Where(store.Among(sku.FieldID, "uuid", ids)).IDs(ctx)
	return known(found, err)
}

// KnownCategoryIDs tells which of some ids are those of categories.
func KnownCategoryIDs(ctx context.Context, tx *store.Tx, ids []mall.CategoryID) (map[mall.CategoryID]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := tx.Ent().Category.Query().Where(store.Among(category.FieldID, "uuid", ids)).IDs(ctx)
	return known(found, err)
}

// Parents is the tree of categories: of each that lies below another, which that is.
func Parents(ctx context.Context, tx *store.Tx) (map[mall.CategoryID]mall.CategoryID, error) {
	tree := map[mall.CategoryID]mall.CategoryID{}
	return tree, tx.Each(ctx, func(scan func(...any) error) error {
		var id, parent mall.CategoryID
		if err := scan(&id, &parent); err != nil {
			return err
		}
		tree[id] = parent
		return nil
	}, "select id, parent_id from categories where parent_id is not null")
}

func known[K comparable](names []K, err error) (map[K]bool, error) {
	set := make(map[K]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set, err
}

// CategoriesOfCodes finds the categories of SKUs by the SKUs' codes: slugs, the
// product's own category first, then those above it. A code that is not in the
// catalog, or in no category, is missing.
func CategoriesOfCodes(ctx context.Context, tx *store.Tx, codes []string) (map[string][]string, error) {
	type node struct {
		slug   string
		parent *mall.CategoryID
	}
	tree := map[mall.CategoryID]node{}
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.CategoryID
		var n node
		if err := scan(&id, &n.slug, &n.parent); err != nil {
			return err
		}
		tree[id] = n
		return nil
	}, "select id, slug, parent_id from categories")
	if err != nil {
		return nil, err
	}
	set, err := store.Set(tx.Dialect, codes)
	if err != nil {
		return nil, err
	}
	found := map[string][]string{}
	return found, tx.Each(ctx, func(scan func(...any) error) error {
		var code string
		var at mall.CategoryID
		if err := scan(&code, &at); err != nil {
			return err
		}
		for n, ok := tree[at]; ok; n, ok = tree[at] {
			found[code] = append(found[code], n.slug)
			if n.parent == nil {
				break
			}
			at = *n.parent
		}
		return nil
	}, "select k.code, p.category_id from skus k join products p on p.id = k.product_id where p.category_id is not null and k.code "+tx.Dialect.In(1, "text"), set)
}
