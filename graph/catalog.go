package graph

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

const maxSearch = 100

// productPayload answers with what became of a product.
func productPayload(ctx context.Context, row *ent.Product, err error) (*model.ProductPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ProductPayload{UserErrors: refusals}, err
	}
	loader.From(ctx).Products.Renew(row.ID)
	return &model.ProductPayload{Product: row, UserErrors: []model.UserError{}}, nil
}

// skuPayload answers with what became of a SKU.
func skuPayload(ctx context.Context, row *ent.Sku, err error) (*model.SkuPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.SkuPayload{UserErrors: refusals}, err
	}
	loaders := loader.From(ctx)
	loaders.Skus.Renew(row.ID)
	loaders.Prices.Renew(row.ID)
	loaders.Available.Renew(row.ID)
	loaders.SkusOfProducts.Renew(row.ProductID)
	return &model.SkuPayload{Sku: row, UserErrors: []model.UserError{}}, nil
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
		if percent, given := input.OffsetPercent.ValueOK(); given {
			t.OffsetPercent = 0
			set(&t.OffsetPercent, percent)
		}
		if id, given := input.ShippingTemplateID.ValueOK(); given {
			t.Shipping = nil
			if id != nil {
				named, _ := id.ShippingTemplate() // an id that names none is refused as one that there is not
				t.Shipping = &named
			}
		}
		if grams, given := input.WeightGrams.ValueOK(); given {
			t.Grams = 0
			if grams != nil {
				t.Grams = int64(*grams)
			}
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

// productsPage reads a page of the catalog.
func (r *Resolver) productsPage(ctx context.Context, args page.Args, filter *model.ProductFilter, sort *model.ProductSort) (*model.ProductConnection, error) {
	query := catalog.Query{Brief: !selects(ctx, "nodes", "description") && !selects(ctx, "edges", "node", "description")}
	if sort != nil {
		query.ByPoints, query.Reverse = sort.By == model.ProductSortFieldPoints, sort.Reverse
	}
	query.Filter.Sight = catalog.SightOf(mall.ActorOf(ctx))
	if filter != nil {
		query.Filter = catalog.Filter{
			Sight: query.Filter.Sight, OffShelf: filter.OnShelf != nil && !*filter.OnShelf, Category: text(filter.Category), Kind: filter.Kind, Search: text(filter.Search),
			PointsAtMost: filter.PointsAtMost, PointsAtLeast: filter.PointsAtLeast,
		}
	}
	if len(query.Filter.Search) > maxSearch {
		return nil, mall.Errorf(mall.CodeInvalidInput, "search is longer than %d bytes", "搜索词超过 %d 字节", maxSearch).At("filter", "search")
	}
	c, err := page.List[ent.Product, catalog.Position]{
		Text: productPlace, Place: readProductPlace,
		Read: func(ctx context.Context, part page.Part[catalog.Position]) ([]*ent.Product, error) {
			query.After, query.Before, query.Limit, query.FromEnd = part.After, part.Before, part.Limit, part.FromEnd
			return r.Catalog.List(ctx, query)
		},
		Count: func(ctx context.Context) (int, error) { return r.Catalog.Count(ctx, query.Filter, page.MaxCount) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).ExpectProducts(c.Nodes)
	return c, nil
}

// productPlace serves either order: it holds the points and the id.
func productPlace(p *ent.Product) string {
	return strconv.FormatInt(int64(p.PointsFrom), 10) + " " + p.ID.String()
}

func readProductPlace(text string) (catalog.Position, bool) {
	points, id, _ := strings.Cut(text, " ")
	n, err := strconv.ParseInt(points, 10, 64)
	product, ok := mall.AnyID(id).Product()
	return catalog.Position{PointsFrom: mall.Points(n), ID: product}, ok && err == nil
}

// selects reports whether the caller asks for a field below the one that is being
// resolved, by any alias.
func selects(ctx context.Context, path ...string) bool {
	return selectsBelow(graphql.GetOperationContext(ctx), graphql.CollectFieldsCtx(ctx, nil), path)
}

func selectsBelow(oc *graphql.OperationContext, fields []graphql.CollectedField, path []string) bool {
	return slices.ContainsFunc(fields, func(f graphql.CollectedField) bool {
		return f.Name == path[0] && (len(path) == 1 || selectsBelow(oc, graphql.CollectFields(oc, f.Selections, nil), path[1:]))
	})
}
