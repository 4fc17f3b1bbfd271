package catalog

import (
	"context"

	"pointsmall/ent/category"
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
