package catalog

import (
	"cmp"
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/ent/sharedsku"
	"pointsmall/mall"
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
	slices.SortFunc(places, q.compare)
	places = slices.DeleteFunc(places, func(p Position) bool {
		return (q.After != nil && q.compare(p, *q.After) <= 0) || (q.Before != nil && q.compare(p, *q.Before) >= 0)
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
	if q.ByPoints {
		order = cmp.Or(cmp.Compare(a.PointsFrom, b.PointsFrom), order)
	}
	if q.descending() {
		return -order
	}
	return order
}

// sharedPlaces are the products that a partner sees and that match, with the fewest points
// that its own prices ask.
func (s *Service) sharedPlaces(ctx context.Context, f Filter) ([]Position, error) {
	least, most := f.PointsAtLeast, f.PointsAtMost
	f.PointsAtLeast, f.PointsAtMost = nil, nil
	where, err := s.conditions(ctx, f)
	if err != nil {
		return nil, err
	}
	ids, err := s.db.Ent().Product.Query().Where(where...).IDs(ctx)
	if err != nil {
		return nil, err
	}
	skus, err := s.SkusOfProducts(ctx, f.Sight, ids)
	if err != nil {
		return nil, err
	}
	var all []mall.SkuID
	for _, of := range skus {
		for _, k := range of {
			all = append(all, k.ID)
		}
	}
	prices, err := s.PricesOfSkus(ctx, f.Sight, all)
	if err != nil {
		return nil, err
	}
	var places []Position
	for _, id := range ids {
		var of []Price
		for _, k := range skus[id] {
			for _, row := range prices[k.ID] {
				of = append(of, priceOf(row))
			}
		}
		from := pointsFrom(of)
		if (least == nil || from >= *least) && (most == nil || from <= *most) {
			places = append(places, Position{PointsFrom: from, ID: id})
		}
	}
	return places, nil
}
