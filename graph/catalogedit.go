package graph

import (
	"context"
	"errors"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

// detailsOf is the change that a caller asks for: what was left out stays as it is.
func detailsOf(input model.UpdateProductInput) (func(*catalog.Details), error) {
	category, given := input.CategoryID.ValueOK()
	inCategory, err := categoryID(category, "categoryId")
	if err != nil {
		return nil, err
	}
	brand, branded := input.BrandID.ValueOK()
	ofBrand, err := productBrandID(brand)
	if err != nil {
		return nil, err
	}
	return func(d *catalog.Details) {
		if name := input.Name.Value(); name != nil {
			d.Name = textOf(name)
		}
		if description, given := input.Description.ValueOK(); given {
			d.Description = mall.Text{}
			if description != nil {
				d.Description = textOf(description)
			}
		}
		if given {
			d.Category = inCategory
		}
		if branded {
			d.Brand = ofBrand
		}
		if specifications, given := input.Specifications.ValueOK(); given {
			d.Specifications = specificationsOf(specifications)
		}
	}, nil
}

func specificationsOf(inputs []*model.ProductSpecificationInput) []mall.Specification {
	all := make([]mall.Specification, len(inputs))
	for i, input := range inputs {
		all[i] = mall.Specification{Name: textOf(input.Name), Value: textOf(input.Value)}
	}
	return all
}

// textsOf reads texts in the mall's languages.
func textsOf(inputs []*model.LocalizedTextInput) []mall.Text {
	if inputs == nil {
		return nil
	}
	all := make([]mall.Text, len(inputs))
	for i, input := range inputs {
		all[i] = textOf(input)
	}
	return all
}

// productBrandID reads the id of a brand; nil for null.
func productBrandID(id *mall.AnyID) (*mall.ProductBrandID, error) {
	if id == nil {
		return nil, nil
	}
	brand, ok := id.ProductBrand()
	if !ok {
		return nil, catalog.NoSuchBrand().At("brandId")
	}
	return &brand, nil
}

// skuOptionsOf reads what SKUs are of their product's options.
func skuOptionsOf(inputs []*model.SkuOptionsInput) []catalog.SkuOptions {
	all := make([]catalog.SkuOptions, len(inputs))
	for i, input := range inputs {
		id, _ := input.SkuID.Sku() // another id is no SKU of the product
		all[i] = catalog.SkuOptions{Sku: id, Values: textsOf(input.Values)}
	}
	return all
}

// imagesOf reads the pictures of a product.
func imagesOf(inputs []*model.ProductImageInput) []catalog.NewImage {
	all := make([]catalog.NewImage, len(inputs))
	for i, input := range inputs {
		id, _ := input.PictureID.Picture() // another id is no picture
		all[i] = catalog.NewImage{Picture: id, Alt: textOf(input.Alt)}
	}
	return all
}

// productBrandPayload answers with what became of a brand.
func productBrandPayload(ctx context.Context, row *ent.ProductBrand, err error) (*model.ProductBrandPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ProductBrandPayload{UserErrors: refusals}, err
	}
	loader.From(ctx).ProductBrands().Renew(row.ID)
	return &model.ProductBrandPayload{Brand: row, UserErrors: []model.UserError{}}, nil
}

// moveCategory reads where a category is to stand, and moves it.
func (r *Resolver) moveCategory(ctx context.Context, input model.MoveCategoryInput) (*ent.Category, error) {
	id, err := categoryID(&input.CategoryID, "categoryId")
	if err != nil {
		return nil, err
	}
	parent, err := categoryID(input.ParentID, "parentId")
	if err != nil {
		return nil, err
	}
	before, err := categoryID(input.BeforeID, "beforeId")
	if err != nil {
		return nil, err
	}
	return r.Catalog.MoveCategory(ctx, *id, input.Version, parent, before)
}

// addSku reads a SKU to add to a product, and adds it.
func (r *Resolver) addSku(ctx context.Context, id mall.ProductID, input model.AddSkuInput) (*ent.Sku, error) {
	product, err := r.Catalog.Product(ctx, catalog.Sight{All: true}, id)
	if err != nil {
		return nil, err
	}
	if product == nil {
		return nil, catalog.NoSuchProduct()
	}
	sku, err := newSkuOf(input.Sku, product.Name, r.Currency)
	if err != nil {
		return nil, at(err, "sku")
	}
	row, err := r.Catalog.AddSku(ctx, mall.ActorOf(ctx), id, input.Version, sku)
	return row, insideSku(err)
}

// insideSku puts sku in front of the field that a refusal names, where that is one of the SKU's.
func insideSku(err error) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) && len(refusal.Path) > 0 && refusal.Path[0] != "version" && refusal.Path[0] != "productId" {
		return refusal.At("sku")
	}
	return err
}

// facets counts the products that match a filter.
func (r *Resolver) facets(ctx context.Context, filter *model.ProductFilter) (*catalog.Facets, error) {
	f, err := r.productFilter(ctx, filter)
	if err != nil {
		return nil, err
	}
	facets, err := r.Catalog.Facets(ctx, f, page.MaxCount)
	if err != nil {
		return nil, err
	}
	facets = facets.Short()
	return &facets, nil
}

// pointers are those to the items of a list, as gqlgen wants them.
func pointers[T any](all []T) []*T {
	to := make([]*T, len(all))
	for i := range all {
		to[i] = &all[i]
	}
	return to
}
