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
	}
	if input.Description != nil {
		p.Description = textOf(input.Description)
	}
	var refusal error
	if p.Category, refusal = categoryID(input.CategoryID, "categoryId"); refusal != nil {
		return p, refusal
	}
	for i, k := range input.Skus {
		prices, err := pricesOf(k.Prices, currency)
		if err != nil {
			return p, at(err, "skus", strconv.Itoa(i))
		}
		p.Skus[i] = catalog.NewSku{Code: k.Code, Name: p.Name, Stock: int64(k.Stock), Prices: prices}
		if k.Name != nil {
			p.Skus[i].Name = textOf(k.Name)
		}
	}
	return p, nil
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
