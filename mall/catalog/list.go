package catalog

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads the catalog, and changes it.
type Service struct {
	db    *store.DB
	clock mall.Clock
	// engine serves adjustments of stock.
	engine *store.Engine[*desk]
}

// New starts the service; Close ends it.
func New(db *store.DB, clock mall.Clock) *Service {
	return &Service{db: db, clock: clock, engine: store.NewEngine(db, "stock", clock, func() *desk { return &desk{now: clock()} })}
}

// Close waits until the adjustments that were accepted are answered.
func (s *Service) Close() { s.engine.Close() }

// Filter says which products to list; its conditions must all hold.
type Filter struct {
	// Sight is how much the caller sees.
	Sight Sight
	// OffShelf lists what is off the shelf instead of what is on it; only who sees all gets it.
	OffShelf bool
	// Category is a slug; what lies below it is included. "" means all.
	Category string
	Kind     *mall.ProductKind
	// Search is a text that the name contains in either language.
	Search                      string
	PointsAtMost, PointsAtLeast *mall.Points
}

// Position is a product's place in a list that is sorted by points or by age.
type Position struct {
	PointsFrom mall.Points
	ID         mall.ProductID
}

// Query asks for products: those between After and Before, in the
// list's order.
type Query struct {
	Filter Filter
	// ByPoints sorts by the lowest price; else the newest comes first.
	ByPoints bool
	// Reverse turns the order round.
	Reverse       bool
	After, Before *Position
	Limit         int
	// FromEnd takes the last Limit products instead of the first.
	FromEnd bool
	// Brief leaves the descriptions unread: they are most of a product's bytes.
	Brief bool
}

// briefColumns are all of a product's but its description, and the name for searches.
var briefColumns = slices.DeleteFunc(slices.Clone(product.Columns), func(c string) bool {
	return c == product.FieldDescription || c == product.FieldFoldedName
})

// descending is the direction of the list's order: ages fall, points rise.
func (q Query) descending() bool { return q.ByPoints == q.Reverse }

// List reads a part of the catalog, in the query's order.
func (s *Service) List(ctx context.Context, q Query) ([]*ent.Product, error) {
	if q.Filter.Sight.Partner != nil {
		return s.listShared(ctx, q)
	}
	where, err := s.conditions(ctx, q.Filter)
	if err != nil {
		return nil, err
	}
	if q.After != nil {
		where = append(where, q.beyond(*q.After, q.descending()))
	}
	if q.Before != nil {
		where = append(where, q.beyond(*q.Before, !q.descending()))
	}
	direction := ent.Asc
	if q.descending() != q.FromEnd {
		direction = ent.Desc
	}
	order := []string{product.FieldID}
	if q.ByPoints {
		order = []string{product.FieldPointsFrom, product.FieldID}
	}
	query := s.db.Ent().Product.Query().Where(where...).Order(direction(order...)).Limit(q.Limit)
	if q.Brief {
		query.Select(briefColumns...)
	}
	products, err := query.All(ctx)
	if q.FromEnd {
		slices.Reverse(products)
	}
	return products, err
}

// Count counts the products that match, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (int, error) {
	if f.Sight.Partner != nil {
		places, err := s.sharedPlaces(ctx, f)
		return min(len(places), limit), err
	}
	where, err := s.conditions(ctx, f)
	if err != nil {
		return 0, err
	}
	ids, err := s.db.Ent().Product.Query().Where(where...).Limit(limit).IDs(ctx)
	return len(ids), err
}

// beyond are the products that come after p in a list of the given direction.
func (q Query) beyond(p Position, descending bool) predicate.Product {
	id, points := product.IDGT(p.ID), product.PointsFromGT(p.PointsFrom)
	if descending {
		id, points = product.IDLT(p.ID), product.PointsFromLT(p.PointsFrom)
	}
	if !q.ByPoints {
		return id
	}
	return product.Or(points, product.And(product.PointsFrom(p.PointsFrom), id))
}

func (s *Service) conditions(ctx context.Context, f Filter) ([]predicate.Product, error) {
	where := f.Sight.Shelf().products()
	if f.OffShelf && f.Sight.All {
		where = []predicate.Product{product.OnShelf(false)}
	}
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
	if f.Search != "" {
		where = append(where, nameContains(f.Search))
	}
	if f.Category != "" {
		ids, err := s.below(ctx, f.Category)
		if err != nil {
			return nil, err
		}
		where = append(where, store.Among(product.FieldCategoryID, "uuid", ids))
	}
	return where, nil
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
