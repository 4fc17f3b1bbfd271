package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

// newProductOf reads a product to add. Prices must be in the mall's currency.
func newProductOf(input model.CreateProductInput, currency mall.Currency) (catalog.NewProduct, error) {
	p := catalog.NewProduct{
		Slug: input.Slug, Name: textOf(input.Name), Kind: input.Kind, Images: []mall.Image{}, OffShelf: !input.OnShelf, Skus: make([]catalog.NewSku, len(input.Skus)),
		Specifications: specificationsOf(input.Specifications), OptionNames: textsOf(input.OptionNames),
	}
	if input.Description != nil {
		p.Description = textOf(input.Description)
	}
	var refusal error
	if p.Category, refusal = categoryID(input.CategoryID, "categoryId"); refusal != nil {
		return p, refusal
	}
	if p.Brand, refusal = productBrandID(input.BrandID); refusal != nil {
		return p, refusal
	}
	for i, k := range input.Skus {
		if p.Skus[i], refusal = newSkuOf(k, p.Name, currency); refusal != nil {
			return p, at(refusal, "skus", strconv.Itoa(i))
		}
	}
	return p, nil
}

// newSkuOf reads a SKU to add; without a name it has its product's.
func newSkuOf(input *model.CreateSkuInput, name mall.Text, currency mall.Currency) (catalog.NewSku, error) {
	prices, err := pricesOf(input.Prices, currency)
	k := catalog.NewSku{Code: input.Code, Name: name, Stock: int64(input.Stock), Prices: prices, Options: textsOf(input.Options)}
	if input.Name != nil {
		k.Name = textOf(input.Name)
	}
	return k, err
}

// categoryOf reads a category to add.
func categoryOf(input model.CreateCategoryInput) (catalog.NewCategory, error) {
	parent, err := categoryID(input.ParentID, "parentId")
	return catalog.NewCategory{Slug: input.Slug, Name: textOf(input.Name), Parent: parent}, err
}

// categoryID reads the id of a category in a field; nil for null.
func categoryID(id *mall.AnyID, field string) (*mall.CategoryID, error) {
	if id == nil {
		return nil, nil
	}
	category, ok := id.Category()
	if !ok {
		return nil, catalog.NoSuchCategory().At(field)
	}
	return &category, nil
}

// categoryPayload answers with what became of a category.
func categoryPayload(ctx context.Context, row *ent.Category, err error) (*model.CategoryPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CategoryPayload{UserErrors: refusals}, err
	}
	return &model.CategoryPayload{Category: row, UserErrors: []model.UserError{}}, nil
}
