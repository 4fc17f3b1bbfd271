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
	"pointsmall/mall/ledger"
)

const maxSearch = 100

// productPayload answers with what became of a product.
func productPayload(ctx context.Context, row *ent.Product, err error) (*model.ProductPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ProductPayload{UserErrors: refusals}, err
	}
	loader.From(ctx).Products().Renew(row.ID)
	return &model.ProductPayload{Product: row, UserErrors: []model.UserError{}}, nil
}

// skuPayload answers with what became of a SKU.
func skuPayload(ctx context.Context, row *ent.Sku, err error) (*model.SkuPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.SkuPayload{UserErrors: refusals}, err
	}
	loaders := loader.From(ctx)
	loaders.Skus().Renew(row.ID)
	loaders.Prices().Renew(row.ID)
	loaders.Available().Renew(row.ID)
	loaders.SkusOfProducts().Renew(row.ProductID)
	return &model.SkuPayload{Sku: row, UserErrors: []model.UserError{}}, nil
}

// pricesNow are a SKU's prices, which know of its sale where one is on.
func (r *Resolver) pricesNow(ctx context.Context, k *ent.Sku) ([]*ent.PriceOption, error) {
	prices, err := loader.From(ctx).Prices().Load(ctx, k.ID)
	if err != nil || !k.Sale.On(r.Clock()) {
		return prices, err
	}
	now := make([]*ent.PriceOption, len(prices))
	for i, p := range prices {
		now[i] = catalog.PriceNow(p, k)
	}
	return now, nil
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
	query := catalog.Query{Brief: !selects(ctx, "nodes", "description") && !selects(ctx, "nodes", "descriptions") &&
		!selects(ctx, "edges", "node", "description") && !selects(ctx, "edges", "node", "descriptions")}
	if sort != nil {
		query.Sort, query.Reverse = sorts[sort.By], sort.Reverse
	}
	var err error
	if query.Filter, err = r.productFilter(ctx, filter); err != nil {
		return nil, err
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

// sorts are the orders that callers may ask for.
var sorts = map[model.ProductSortField]catalog.Sort{
	model.ProductSortFieldNewest: catalog.SortNewest, model.ProductSortFieldPoints: catalog.SortPoints, model.ProductSortFieldRedeemed: catalog.SortRedeemed,
}

// productFilter reads a filter of products for whoever asks.
func (r *Resolver) productFilter(ctx context.Context, filter *model.ProductFilter) (catalog.Filter, error) {
	actor := mall.ActorOf(ctx)
	f := catalog.Filter{Sight: catalog.SightOf(actor)}
	if filter == nil {
		return f, nil
	}
	f = catalog.Filter{
		Sight: f.Sight, OffShelf: filter.OnShelf != nil && !*filter.OnShelf, Archived: filter.Archived != nil && *filter.Archived,
		Category: text(filter.Category), Brand: text(filter.Brand), Kind: filter.Kind, Search: text(filter.Search),
		PointsAtMost: filter.PointsAtMost, PointsAtLeast: filter.PointsAtLeast,
	}
	if len(f.Search) > maxSearch {
		return f, mall.Errorf(mall.CodeInvalidInput, "search is longer than %d bytes", "搜索词超过 %d 字节", maxSearch).At("filter", "search")
	}
	if filter.Affordable == nil || !*filter.Affordable {
		return f, nil
	}
	if actor.Kind != mall.ActorMember {
		return f, mall.Errorf(mall.CodeInvalidInput, "affordable is about the points of the member who asks: sign in as a member", "affordable 按当前会员的积分筛选，请以会员身份登录").At("filter", "affordable")
	}
	balance, err := loader.From(ctx).Balances().Load(ctx, ledger.Holder{Member: actor.MemberID, Currency: mall.DefaultPoints})
	if err != nil {
		return f, err
	}
	level, err := loader.From(ctx).Levels().Load(ctx, actor.MemberID)
	f.Affordable = &catalog.Purse{Balance: balance.Available, Rank: level.Rank}
	return f, err
}

// productPlace serves every order: it holds the points, the id, and the pieces redeemed where
// there are any.
func productPlace(p *ent.Product) string {
	place := strconv.FormatInt(int64(p.PointsFrom), 10) + " " + p.ID.String()
	if p.Redeemed == 0 {
		return place
	}
	return place + " " + strconv.FormatInt(p.Redeemed, 10)
}

func readProductPlace(text string) (place catalog.Position, ok bool) {
	points, rest, _ := strings.Cut(text, " ")
	id, redeemed, counted := strings.Cut(rest, " ")
	n, err := strconv.ParseInt(points, 10, 64)
	if place.ID, ok = mall.AnyID(id).Product(); !ok || err != nil {
		return place, false
	}
	place.PointsFrom = mall.Points(n)
	if counted {
		place.Redeemed, err = strconv.ParseInt(redeemed, 10, 64)
	}
	return place, err == nil
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
