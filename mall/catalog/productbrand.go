package catalog

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/productbrand"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ProductBrands reads all brands that goods may bear, by slug.
func (s *Service) ProductBrands(ctx context.Context) ([]*ent.ProductBrand, error) {
	return s.db.Ent().ProductBrand.Query().Order(productbrand.BySlug()).All(ctx)
}

// ProductBrandsByID reads brands by id.
func (s *Service) ProductBrandsByID(ctx context.Context, ids []mall.ProductBrandID) (map[mall.ProductBrandID]*ent.ProductBrand, error) {
	rows, err := s.db.Ent().ProductBrand.Query().Where(store.Among(productbrand.FieldID, "uuid", ids)).All(ctx)
	return byID(rows, func(b *ent.ProductBrand) mall.ProductBrandID { return b.ID }), err
}

// CreateProductBrand adds a brand. Refusals: INVALID_INPUT (a field that makes no sense, a
// slug that is taken).
func (s *Service) CreateProductBrand(ctx context.Context, slug string, name mall.Text) (*ent.ProductBrand, error) {
	if refusal := checkSlug(slug); refusal != nil {
		return nil, refusal
	}
	if refusal := mall.CheckName(name); refusal != nil {
		return nil, refusal
	}
	var row *ent.ProductBrand
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken, err := tx.Ent().ProductBrand.Query().Where(productbrand.Slug(slug)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return slugTaken(slug)
		}
		row, err = tx.Ent().ProductBrand.Create().SetSlug(slug).SetName(name).Save(ctx)
		return err
	})
	return row, err
}

// UpdateProductBrand gives a brand another name. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) UpdateProductBrand(ctx context.Context, id mall.ProductBrandID, version int, name mall.Text) (*ent.ProductBrand, error) {
	if refusal := mall.CheckName(name); refusal != nil {
		return nil, refusal
	}
	var row *ent.ProductBrand
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().ProductBrand.Query().Where(productbrand.ID(id))
		if tx.Dialect == store.Postgres {
			query.ForUpdate(keepKey)
		}
		found, err := query.Only(ctx)
		switch {
		case ent.IsNotFound(err):
			return NoSuchBrand().At("brandId")
		case err != nil:
			return err
		case found.Version != version:
			return mall.Outdated(mall.Text{EN: "the brand", ZH: "品牌"}, "version", found.Version)
		}
		row, err = found.Update().SetName(name).AddVersion(1).Save(ctx)
		return err
	})
	return row, err
}

// NoSuchBrand is NOT_FOUND of a product brand.
func NoSuchBrand() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such brand", "品牌不存在")
}
