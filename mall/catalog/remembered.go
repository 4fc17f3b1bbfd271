package catalog

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/ent/productbrand"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/store"
)

// What the index of a server answers in place of the database. What it says is a list of ids:
// the database is asked for the rows, with the conditions of who sees them once more.

// lookup is a filter as the index is asked for it; ok is false where the database has to answer:
// partners' own goods and prices and what members can pay are not in the index.
func (s *Service) lookup(ctx context.Context, f Filter) (l search.Lookup, ok bool, err error) {
	if f.Sight.Partner != nil || f.Affordable != nil {
		return l, false, nil
	}
	var categories map[mall.CategoryID]bool
	if f.Category != "" {
		ids, err := s.below(ctx, f.Category)
		if err != nil {
			return l, false, err
		}
		categories = setOf(ids)
	}
	var brands map[mall.ProductBrandID]bool
	if f.Brand != "" {
		ids, err := s.db.Ent().ProductBrand.Query().Where(productbrand.Slug(f.Brand)).IDs(ctx)
		if err != nil {
			return l, false, err
		}
		brands = setOf(ids)
	}
	now := s.clock()
	l = search.Lookup{Words: search.Words(f.Search), Where: func(row *search.Row) bool {
		return f.shows(row, now) && f.prices(row.Points) && (f.Kind == nil || row.Kind == *f.Kind) &&
			(categories == nil || categories[row.Category]) && (brands == nil || brands[row.Brand])
	}}
	return l, true, nil
}

func setOf[ID comparable](ids []ID) map[ID]bool {
	set := make(map[ID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// shows reports whether a product stands where the filter looks: see Service.shelf.
func (f Filter) shows(row *search.Row, now time.Time) bool {
	onOffer := row.OnShelf && within(row.ShelfFrom, row.ShelfUntil, now)
	switch {
	case f.Archived && f.Sight.All:
		return row.Archived
	case f.OffShelf && f.Sight.All:
		return !row.Archived && !onOffer
	}
	return onOffer
}

// prices reports whether a product asks for points that the filter is after.
func (f Filter) prices(points mall.Points) bool {
	if f.PointsAtMost == nil && f.PointsAtLeast == nil {
		return true
	}
	return points < mall.MaxPoints && (f.PointsAtMost == nil || points <= *f.PointsAtMost) && (f.PointsAtLeast == nil || points >= *f.PointsAtLeast)
}

// orders are the index's, by how lists are sorted.
var orders = map[Sort]search.Order{SortNewest: search.ByAge, SortPoints: search.ByPoints, SortRedeemed: search.ByRedeemed}

// part is the part of the list that a query asks for.
func (q Query) part() search.Part {
	p := search.Part{Order: orders[q.Sort], Descending: q.descending() != q.FromEnd, Limit: q.Limit, Above: q.After.place(), Below: q.Before.place()}
	if q.descending() {
		p.Above, p.Below = p.Below, p.Above
	}
	return p
}

func (p *Position) place() *search.Place {
	if p == nil {
		return nil
	}
	return &search.Place{ID: p.ID, Points: p.PointsFrom, Redeemed: p.Redeemed}
}

// tries is how often the index is asked, where products change between its answer and the
// database's.
const tries = 3

// listRemembered lists what a search finds by the index; ok is false where the database has to.
// Lists without a search are the database's: it has an index for each order.
func (s *Service) listRemembered(ctx context.Context, q Query) (products []*ent.Product, ok bool, err error) {
	l, ok, err := s.lookup(ctx, q.Filter)
	if err != nil || !ok || len(l.Words) == 0 {
		return nil, false, err
	}
	for range tries {
		index, err := s.remembered(ctx)
		if err != nil || index == nil {
			return nil, false, err
		}
		ids := index.Page(l, q.part())
		query := s.db.Ent().Product.Query().Where(append(s.shelf(q.Filter), store.Among(product.FieldID, "uuid", ids))...)
		if q.Brief {
			query.Select(briefColumns...)
		}
		rows, err := query.All(ctx)
		if err != nil {
			return nil, false, err
		}
		if len(rows) < len(ids) {
			continue // one left the shelf just now
		}
		found := byID(rows, func(p *ent.Product) mall.ProductID { return p.ID })
		products = make([]*ent.Product, len(ids))
		for i, id := range ids {
			products[i] = found[id]
		}
		if q.FromEnd {
			slices.Reverse(products)
		}
		return products, true, nil
	}
	return nil, false, nil
}

// countRemembered counts by the index; ok is false where the database has to.
func (s *Service) countRemembered(ctx context.Context, f Filter, limit int) (n int, ok bool, err error) {
	ok, err = s.newest(ctx, f, limit, func(*search.Row) { n++ })
	return n, ok, err
}

// tallyRemembered counts facets by the index; ok is false where the database has to.
func (s *Service) tallyRemembered(ctx context.Context, f Filter, limit int, t *tally) (ok bool, err error) {
	return s.newest(ctx, f, limit+1, func(row *search.Row) {
		of := traits{kind: row.Kind, points: row.Points}
		if row.Category != (mall.CategoryID{}) {
			of.category = &row.Category
		}
		if row.Brand != (mall.ProductBrandID{}) {
			of.brand = &row.Brand
		}
		t.add(of, band(row.Points), 1)
	})
}

// newest calls see for the newest products that match, as the index knows them.
func (s *Service) newest(ctx context.Context, f Filter, limit int, see func(*search.Row)) (ok bool, err error) {
	l, ok, err := s.lookup(ctx, f)
	if err != nil || !ok {
		return false, err
	}
	index, err := s.remembered(ctx)
	if err != nil || index == nil {
		return false, err
	}
	index.Newest(l, limit, see)
	return true, nil
}
