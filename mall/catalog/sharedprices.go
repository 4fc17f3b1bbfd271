package catalog

import (
	"cmp"
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/ent/sharedsku"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/store"
)

// sharedPrices are what a partner reads as the prices of SKUs: those of its catalogs, and
// the mall's own where a catalog says none. A price in two catalogs is one price.
func (s *Service) sharedPrices(ctx context.Context, partner mall.PartnerID, ids []mall.SkuID, own []*ent.PriceOption) ([]*ent.PriceOption, error) {
	rows, err := s.db.Ent().SharedSku.Query().Where(sharedsku.PartnerID(partner), store.Among(sharedsku.FieldSkuID, "uuid", ids)).Order(sharedsku.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	ownOf := map[mall.SkuID][]*ent.PriceOption{}
	for _, p := range own {
		ownOf[p.SkuID] = append(ownOf[p.SkuID], p)
	}
	var prices []*ent.PriceOption
	for _, row := range rows {
		if row.Points == nil && row.CashMinor == nil {
			prices = append(prices, ownOf[row.SkuID]...)
			continue
		}
		price := &ent.PriceOption{ID: mall.PriceOptionID(row.ID), SkuID: row.SkuID, CashMinor: row.CashMinor, CashCurrency: row.CashCurrency}
		if row.Points != nil {
			price.Points = *row.Points
		}
		prices = append(prices, price)
	}
	seen := map[mall.SkuID]map[priceKey]bool{}
	prices = slices.DeleteFunc(prices, func(p *ent.PriceOption) bool {
		key := priceOf(p).key()
		if seen[p.SkuID] == nil {
			seen[p.SkuID] = map[priceKey]bool{}
		}
		again := seen[p.SkuID][key]
		seen[p.SkuID][key] = true
		return again
	})
	slices.SortStableFunc(prices, func(a, b *ent.PriceOption) int { return cmp.Compare(a.Points, b.Points) })
	return prices, nil
}

// listShared is List for a partner. Its products are sorted here, because their place by
// points depends on the partner's prices; they are as many as its catalogs hold.
func (s *Service) listShared(ctx context.Context, q Query) ([]*ent.Product, error) {
	places, err := s.sharedPlaces(ctx, q.Filter)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(places, func(a, b sharedPlace) int { return q.compare(a.Position, b.Position) })
	places = slices.DeleteFunc(places, func(p sharedPlace) bool {
		return (q.After != nil && q.compare(p.Position, *q.After) <= 0) || (q.Before != nil && q.compare(p.Position, *q.Before) >= 0)
	})
	if beyond := len(places) - q.Limit; beyond > 0 && q.FromEnd {
		places = places[beyond:]
	} else if beyond > 0 {
		places = places[:q.Limit]
	}
	ids := make([]mall.ProductID, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	query := s.db.Ent().Product.Query().Where(store.Among(product.FieldID, "uuid", ids))
	if q.Brief {
		query.Select(briefColumns...)
	}
	rows, err := query.All(ctx)
	found := byID(rows, func(p *ent.Product) mall.ProductID { return p.ID })
	products := make([]*ent.Product, 0, len(places))
	for _, p := range places {
		if row := found[p.ID]; row != nil {
			row.PointsFrom = p.PointsFrom
			products = append(products, row)
		}
	}
	return products, err
}

// compare says which of two products comes first in the query's order.
func (q Query) compare(a, b Position) int {
	order := slices.Compare(a.ID[:], b.ID[:])
	switch q.Sort {
	case SortPoints:
		order = cmp.Or(cmp.Compare(a.PointsFrom, b.PointsFrom), order)
	case SortRedeemed:
		order = cmp.Or(cmp.Compare(a.Redeemed, b.Redeemed), order)
	}
	if q.descending() {
		return -order
	}
	return order
}

// sharedPlace is the place of a product that a partner sees, and what facets count of it.
type sharedPlace struct {
	Position
	traits
}

// sharedPlaces are the products that a partner sees and that match, with the fewest points
// that its own prices ask. Codes are looked for among those of the SKUs that are shared with
// it: others have none that it could learn of.
func (s *Service) sharedPlaces(ctx context.Context, f Filter) ([]sharedPlace, error) {
	least, most, query := f.PointsAtLeast, f.PointsAtMost, f.Search
	f.PointsAtLeast, f.PointsAtMost = nil, nil
	where, err := s.attributes(ctx, f)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Ent().Product.Query().Where(where...).
		Select(product.FieldID, product.FieldRedeemed, product.FieldCategoryID, product.FieldBrandID, product.FieldKind).All(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.ProductID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	skus, err := s.SkusOfProducts(ctx, f.Sight, ids)
	if err != nil {
		return nil, err
	}
	if query != "" {
		if rows, err = s.sharedMatches(ctx, query, rows, skus); err != nil {
			return nil, err
		}
	}
	var all []mall.SkuID
	for _, row := range rows {
		for _, k := range skus[row.ID] {
			all = append(all, k.ID)
		}
	}
	prices, err := s.PricesOfSkus(ctx, f.Sight, all)
	if err != nil {
		return nil, err
	}
	var places []sharedPlace
	for _, row := range rows {
		var of []Price
		for _, k := range skus[row.ID] {
			for _, price := range prices[k.ID] {
				of = append(of, priceOf(price))
			}
		}
		from := pointsFrom(of)
		if (least == nil || from >= *least) && (most == nil || from <= *most) && ((least == nil && most == nil) || from < mall.MaxPoints) {
			places = append(places, sharedPlace{
				Position{PointsFrom: from, Redeemed: row.Redeemed, ID: row.ID},
				traits{kind: row.Kind, category: row.CategoryID, brand: row.BrandID, points: from},
			})
		}
	}
	return places, nil
}

// sharedMatches leaves of a partner's products those that have all words of a search.
func (s *Service) sharedMatches(ctx context.Context, query string, rows []*ent.Product, skus map[mall.ProductID][]*ent.Sku) ([]*ent.Product, error) {
	ids := make([]mall.ProductID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	bodies, err := search.Bodies(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	words := search.Words(query)
	return slices.DeleteFunc(rows, func(row *ent.Product) bool {
		var texts []string
		for _, k := range skus[row.ID] {
			texts = append(texts, skuTexts(k.Code, k.Name)...)
		}
		return !search.Contains(words, bodies[row.ID], search.Text(texts...))
	}), nil
}
