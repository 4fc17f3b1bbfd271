// Package loader gathers the keys that the fields of one response ask for into one
// query each. Loaders are made anew for every response, so that a subscription
// never shows what an earlier event read.
package loader

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vikstrous/dataloadgen"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

// wait is how long a loader gathers keys. The fields of a list all ask at once,
// so it need only outlast their start.
const wait = 200 * time.Microsecond

// Loaders serve one response.
type Loaders struct {
	Categories     *dataloadgen.Loader[mall.CategoryID, *ent.Category]
	Products       *dataloadgen.Loader[mall.ProductID, *ent.Product]
	SkusOfProducts *dataloadgen.Loader[mall.ProductID, []*ent.Sku]
	Skus           *dataloadgen.Loader[mall.SkuID, *ent.Sku]
	Prices         *dataloadgen.Loader[mall.SkuID, []*ent.PriceOption]
	Available      *dataloadgen.Loader[mall.SkuID, int64]
	Tiers          *dataloadgen.Loader[string, *ent.Tier]
	Lines          *dataloadgen.Loader[*ent.Order, []*ent.OrderLine]
	Balances       *dataloadgen.Loader[mall.MemberID, ledger.Balance]
}

// Sources are the services that loaders read from.
type Sources struct {
	Catalog *catalog.Service
	Ledger  *ledger.Service
	Orders  *order.Service
}

// PerResponse puts fresh loaders into the context of every response.
func PerResponse(from Sources) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(context.WithValue(ctx, key{}, from.loaders()))
	}
}

type key struct{}

// From is the response's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }

func (s Sources) loaders() *Loaders {
	return &Loaders{
		Categories:     one(s.Catalog.CategoriesByID),
		Products:       one(s.Catalog.Products),
		SkusOfProducts: many(s.Catalog.SkusOfProducts),
		Skus:           one(s.Catalog.Skus),
		Prices:         many(s.Catalog.PricesOfSkus),
		Available:      many(s.Catalog.AvailableOfSkus),
		Tiers:          one(s.Catalog.Tiers),
		Lines:          many(s.linesOf),
		Balances: one(func(ctx context.Context, members []mall.MemberID) (map[mall.MemberID]ledger.Balance, error) {
			return s.Ledger.Balances(ctx, members, mall.DefaultPoints)
		}),
	}
}

func (s Sources) linesOf(ctx context.Context, orders []*ent.Order) (map[*ent.Order][]*ent.OrderLine, error) {
	byID, err := s.Orders.LinesOf(ctx, orders)
	lines := make(map[*ent.Order][]*ent.OrderLine, len(orders))
	for _, o := range orders {
		lines[o] = byID[o.ID]
	}
	return lines, err
}

// one makes a loader of things that must exist.
func one[K comparable, V any](read func(context.Context, []K) (map[K]V, error)) *dataloadgen.Loader[K, V] {
	return dataloadgen.NewMappedLoader(read, dataloadgen.WithWait(wait))
}

// many makes a loader whose keys may have nothing: they get the zero value.
func many[K comparable, V any](read func(context.Context, []K) (map[K]V, error)) *dataloadgen.Loader[K, V] {
	return dataloadgen.NewMappedLoader(func(ctx context.Context, keys []K) (map[K]V, error) {
		found, err := read(ctx, keys)
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			if _, ok := found[k]; !ok {
				var none V
				found[k] = none
			}
		}
		return found, nil
	}, dataloadgen.WithWait(wait))
}
