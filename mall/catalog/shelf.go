package catalog

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/category"
	"pointsmall/ent/product"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// The readers below serve other services' references to the catalog, many in one
// query. What is not on the shelf, or not shared with the partner who looks, is not found.

// ShelfProducts reads products on the shelf by id.
func (s *Service) ShelfProducts(ctx context.Context, v Sight, ids []mall.ProductID) (map[mall.ProductID]*ent.Product, error) {
	rows, err := s.db.Ent().Product.Query().Where(append(v.Shelf().products(s.clock()), store.Among(product.FieldID, "uuid", ids))...).All(ctx)
	return byID(rows, func(p *ent.Product) mall.ProductID { return p.ID }), err
}

// ShelfProductsBySlug reads products on the shelf by slug.
func (s *Service) ShelfProductsBySlug(ctx context.Context, v Sight, slugs []string) (map[string]*ent.Product, error) {
	rows, err := s.db.Ent().Product.Query().Where(append(v.Shelf().products(s.clock()), store.Among(product.FieldSlug, "text", slugs))...).All(ctx)
	return byID(rows, func(p *ent.Product) string { return p.Slug }), err
}

// ShelfSkus reads SKUs of products on the shelf by id.
func (s *Service) ShelfSkus(ctx context.Context, v Sight, ids []mall.SkuID) (map[mall.SkuID]*ent.Sku, error) {
	rows, err := s.db.Ent().Sku.Query().Where(append(v.Shelf().skus(s.clock()), store.Among(sku.FieldID, "uuid", ids))...).All(ctx)
	return byID(rows, func(k *ent.Sku) mall.SkuID { return k.ID }), err
}

// ShelfSkusByCode reads SKUs of products on the shelf by code.
func (s *Service) ShelfSkusByCode(ctx context.Context, v Sight, codes []string) (map[string]*ent.Sku, error) {
	rows, err := s.db.Ent().Sku.Query().Where(append(v.Shelf().skus(s.clock()), store.Among(sku.FieldCode, "text", codes))...).All(ctx)
	return byID(rows, func(k *ent.Sku) string { return k.Code }), err
}

// CategoriesBySlug reads categories by slug.
func (s *Service) CategoriesBySlug(ctx context.Context, slugs []string) (map[string]*ent.Category, error) {
	rows, err := s.db.Ent().Category.Query().Where(store.Among(category.FieldSlug, "text", slugs)).All(ctx)
	return byID(rows, func(c *ent.Category) string { return c.Slug }), err
}
