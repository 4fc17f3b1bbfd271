package catalog

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/ent/productbrand"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/store"
)

// Filter says which products to list; its conditions must all hold.
type Filter struct {
	// Sight is how much the caller sees.
	Sight Sight
	// OffShelf lists what is off the shelf instead of what is on it, Archived what is archived;
	// only who sees all gets them.
	OffShelf, Archived bool
	// Category is a slug; what lies below it is included. "" means all.
	Category string
	// Brand is a brand's slug; "" means all.
	Brand string
	Kind  *mall.ProductKind
	// Search is words, each of which is part of a name, a description or a SKU's code.
	Search                      string
	PointsAtMost, PointsAtLeast *mall.Points
	// Affordable lists what a member can pay for with points alone; nil: all.
	Affordable *Purse
}

// Purse is what a member can pay with.
type Purse struct {
	Balance mall.Points
	// Rank is the tier's.
	Rank int
}

// affords is the condition of a product with a SKU that is open to the purse's tier and has a
// price in points alone that is open to it, too, and within its balance.
func (p Purse) affords(s *sql.Selector) {
	s.Where(sql.P(func(b *sql.Builder) {
		b.WriteString("exists (select 1 from skus k join price_options x on x.sku_id = k.id where k.product_id = " + s.C(product.FieldID) +
			" and k.archived_at is null and k.minimum_balance <= ").Arg(p.Balance).
			WriteString(" and (k.requires_tier is null or (select t.rank from tiers t where t.id = k.requires_tier) <= ").Arg(p.Rank).
			WriteString(") and x.cash_minor is null and x.points <= ").Arg(p.Balance).
			WriteString(" and (x.requires_tier is null or (select t.rank from tiers t where t.id = x.requires_tier) <= ").Arg(p.Rank).
			WriteString("))")
	}))
}

// conditions are what a filter asks of a product.
func (s *Service) conditions(ctx context.Context, f Filter, to search.Purpose) ([]predicate.Product, error) {
	where, err := s.attributes(ctx, f)
	if err != nil || f.Search == "" {
		return where, err
	}
	match, err := search.Find(ctx, s.db, f.Search, to)
	if err != nil {
		return nil, err
	}
	return append(where, match.Products), nil
}

// attributes are conditions without the search.
func (s *Service) attributes(ctx context.Context, f Filter) ([]predicate.Product, error) {
	where := s.shelf(f)
	if f.Kind != nil {
		where = append(where, product.KindEQ(*f.Kind))
	}
	if f.PointsAtMost != nil {
		where = append(where, product.PointsFromLTE(*f.PointsAtMost))
	}
	if f.PointsAtMost != nil || f.PointsAtLeast != nil {
		where = append(where, product.PointsFromLT(mall.MaxPoints)) // what asks no points matches none
	}
	if f.PointsAtLeast != nil {
		where = append(where, product.PointsFromGTE(*f.PointsAtLeast))
	}
	if f.Affordable != nil {
		where = append(where, product.PointsLeastLTE(f.Affordable.Balance), f.Affordable.affords)
	}
	if f.Category != "" {
		ids, err := s.below(ctx, f.Category)
		if err != nil {
			return nil, err
		}
		where = append(where, store.Among(product.FieldCategoryID, "uuid", ids))
	}
	if f.Brand != "" {
		ids, err := s.db.Ent().ProductBrand.Query().Where(productbrand.Slug(f.Brand)).IDs(ctx)
		if err != nil {
			return nil, err
		}
		where = append(where, store.Among(product.FieldBrandID, "uuid", ids))
	}
	return where, nil
}

// shelf are the conditions of where a product stands.
func (s *Service) shelf(f Filter) []predicate.Product {
	onShelf := f.Sight.Shelf().products(s.clock())
	switch {
	case f.Archived && f.Sight.All:
		return []predicate.Product{product.ArchivedAtNotNil()}
	case f.OffShelf && f.Sight.All:
		return []predicate.Product{product.ArchivedAtIsNil(), product.Not(product.And(onShelf...))}
	}
	return onShelf
}

// below lists a category and everything under it; empty when there is none.
func (s *Service) below(ctx context.Context, slug string) ([]mall.CategoryID, error) {
	all, err := s.Categories(ctx)
	if err != nil {
		return nil, err
	}
	ids := []mall.CategoryID{}
	inside := map[mall.CategoryID]bool{}
	for _, c := range all { // each comes after the one above it
		if c.Slug == slug || (c.ParentID != nil && inside[*c.ParentID]) {
			inside[c.ID] = true
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}
