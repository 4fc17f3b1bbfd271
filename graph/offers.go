package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

// productPayload wraps what became of a product.
func productPayload(ctx context.Context, row *ent.Product, err error) (*model.ProductPayload, error) {
	if row != nil {
		loader.From(ctx).Products.Renew(row.ID)
	}
	refusals, err := userErrors(ctx, err)
	return &model.ProductPayload{Product: row, UserErrors: refusals}, err
}

// skuPayload wraps what became of a SKU.
func skuPayload(ctx context.Context, row *ent.Sku, err error) (*model.SkuPayload, error) {
	if row != nil {
		loaders := loader.From(ctx)
		loaders.Skus.Renew(row.ID)
		loaders.Prices.Renew(row.ID)
		loaders.SkusOfProducts.Renew(row.ProductID)
	}
	refusals, err := userErrors(ctx, err)
	return &model.SkuPayload{Sku: row, UserErrors: refusals}, err
}

// termsOf is the change that a caller asks for: what was left out stays as it is.
func termsOf(input model.UpdateSkuTermsInput) func(*catalog.Terms) {
	return func(t *catalog.Terms) {
		if tier, given := input.RequiresTier.ValueOK(); given {
			t.RequiresTier = tier
		}
		if points, given := input.MinimumBalance.ValueOK(); given {
			t.MinimumBalance = 0
			set(&t.MinimumBalance, points)
		}
		if limit, given := input.PerMemberLimit.ValueOK(); given {
			t.PerMember = limit
		}
	}
}

// pricesOf reads ways to pay, whose cash must be in the mall's currency.
func pricesOf(inputs []*model.PriceOptionInput, currency mall.Currency) ([]catalog.Price, error) {
	prices := make([]catalog.Price, len(inputs))
	for i, input := range inputs {
		prices[i] = catalog.Price{Points: input.Points, RequiresTier: input.RequiresTier}
		if input.Cash == nil {
			continue
		}
		cash, err := moneyOf(input.Cash, currency)
		if err != nil {
			return nil, at(err, "prices", strconv.Itoa(i), "cash")
		}
		prices[i].Cash = &cash
	}
	return prices, nil
}
