package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/partner/brand"
)

// sharedOf reads a catalog to share. Cash must be in the mall's currency.
func sharedOf(input model.SaveSharedCatalogInput, currency mall.Currency) (catalog.Shared, error) {
	partner, ok := input.PartnerID.Partner()
	if !ok {
		return catalog.Shared{}, brand.NotFound()
	}
	c := catalog.Shared{Partner: partner, Name: input.Name, Version: input.Version, Skus: make([]catalog.SharedSku, len(input.Skus))}
	for i, k := range input.Skus {
		sku, ok := k.SkuID.Sku()
		if !ok {
			return c, at(catalog.NoSuchSku(), "skus", strconv.Itoa(i))
		}
		price, err := sharedPriceOf(k, currency)
		if err != nil {
			return c, at(err, "skus", strconv.Itoa(i))
		}
		c.Skus[i] = catalog.SharedSku{Sku: sku, Price: price}
	}
	return c, nil
}

// sharedPriceOf reads a shared SKU's price, and returns nil where the partner sees the mall's own.
func sharedPriceOf(input *model.SharedSkuInput, currency mall.Currency) (*catalog.Price, error) {
	if input.Points == nil && input.Cash == nil {
		return nil, nil
	}
	price := &catalog.Price{}
	set(&price.Points, input.Points)
	if input.Cash != nil {
		cash, err := moneyOf(input.Cash, currency)
		if err != nil {
			return nil, at(err, "cash")
		}
		price.Cash = &cash
	}
	return price, nil
}

// sharedCatalogPayload answers with what became of a shared catalog.
func sharedCatalogPayload(ctx context.Context, row *ent.SharedCatalog, err error) (*model.SharedCatalogPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.SharedCatalogPayload{UserErrors: refusals}, err
	}
	return &model.SharedCatalogPayload{SharedCatalog: row, UserErrors: []model.UserError{}}, nil
}
