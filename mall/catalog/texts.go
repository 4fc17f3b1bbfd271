package catalog

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/category"
	"pointsmall/ent/productbrand"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxSpecifications is how many facts a product may have.
const maxSpecifications = 50

// Details are what a product says of itself.
type Details struct {
	Name, Description mall.Text
	// Category and Brand are nil where there is none.
	Category       *mall.CategoryID
	Brand          *mall.ProductBrandID
	Specifications []mall.Specification
}

// UpdateDetails changes what a product says of itself; change gets it as it is. Searches find
// it by its new texts from the same moment on. Orders keep what they have shown.
// Refusals: NOT_FOUND (the product, the category, the brand), VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) UpdateDetails(ctx context.Context, id mall.ProductID, version int, change func(*Details)) (*ent.Product, error) {
	var row *ent.Product
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockProduct(ctx, tx, id)
		if err != nil {
			return err
		}
		if found.Version != version {
			return mall.Outdated(mall.Text{EN: "the product", ZH: "商品"}, "version", found.Version)
		}
		d := Details{Name: found.Name, Description: found.Description, Category: found.CategoryID, Brand: found.BrandID, Specifications: found.Specifications}
		change(&d)
		if refusal := d.check(); refusal != nil {
			return refusal
		}
		if err := d.fits(ctx, tx); err != nil {
			return err
		}
		update := found.Update().AddVersion(1).SetName(d.Name).SetDescription(d.Description).SetSpecifications(d.Specifications)
		if d.Category == nil {
			update.ClearCategoryID()
		} else {
			update.SetCategoryID(*d.Category)
		}
		if d.Brand == nil {
			update.ClearBrandID()
		} else {
			update.SetBrandID(*d.Brand)
		}
		if row, err = update.Save(ctx); err != nil {
			return err
		}
		return index(ctx, tx, id)
	})
	return row, err
}

// check refuses what makes no sense whatever is stored.
func (d Details) check() *mall.Error {
	if refusal := mall.CheckName(d.Name); refusal != nil {
		return refusal
	}
	if len(d.Description.EN) > maxDescription || len(d.Description.ZH) > maxDescription {
		return mall.Errorf(mall.CodeInvalidInput, "description has at most %d bytes", "商品描述最多 %d 字节", maxDescription).At("description")
	}
	return checkSpecifications(d.Specifications)
}

func checkSpecifications(all []mall.Specification) *mall.Error {
	if len(all) > maxSpecifications {
		return mall.Errorf(mall.CodeInvalidInput, "a product has at most %d specifications", "商品最多 %d 项参数", maxSpecifications).At("specifications")
	}
	for i, s := range all {
		if mall.CheckName(s.Name) != nil {
			return mall.Errorf(mall.CodeInvalidInput, "a specification's name has 1 to %d bytes", "参数名称须为 1 至 %d 字节", mall.MaxName).At("specifications", strconv.Itoa(i), "name")
		}
		if mall.CheckName(s.Value) != nil {
			return mall.Errorf(mall.CodeInvalidInput, "a specification's value has 1 to %d bytes", "参数值须为 1 至 %d 字节", mall.MaxName).At("specifications", strconv.Itoa(i), "value")
		}
	}
	return nil
}

// fits refuses a category or a brand that there is not, and keeps both from being deleted
// until the transaction ends.
func (d Details) fits(ctx context.Context, tx *store.Tx) error {
	if d.Category != nil {
		if err := keepCategory(ctx, tx, *d.Category, "categoryId"); err != nil {
			return err
		}
	}
	if d.Brand == nil {
		return nil
	}
	there, err := tx.Ent().ProductBrand.Query().Where(productbrand.ID(*d.Brand)).Exist(ctx)
	if err == nil && !there {
		return NoSuchBrand().At("brandId")
	}
	return err
}

// keepCategory refuses a category that there is not, and keeps it from being deleted until the
// transaction ends.
func keepCategory(ctx context.Context, tx *store.Tx, id mall.CategoryID, field string) error {
	query := tx.Ent().Category.Query().Where(category.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForShare(referred)
	}
	_, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return NoSuchCategory().At(field)
	}
	return err
}
