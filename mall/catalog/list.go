package catalog

import (
	"context"
	"slices"
	"sync"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/store"
)

// Service reads the catalog, and changes it.
type Service struct {
	// Pictures says to those who keep pictures which of them a product shows from now on, and
	// returns them in that order, without texts. NOT_FOUND, at images, where one is not there.
	Pictures func(ctx context.Context, tx *store.Tx, product mall.ProductID, ids []mall.PictureID) ([]mall.Image, error)

	db    *store.DB
	clock mall.Clock
	// engine serves adjustments of stock.
	engine *store.Engine[*desk]
	memory memory
	// close ends what is done in the background.
	close func()
}

// New starts the service; Close ends it.
func New(db *store.DB, clock mall.Clock) *Service {
	s := &Service{
		db: db, clock: clock,
		engine: store.NewEngine(db, "stock", clock, func() *desk { return &desk{now: clock()} }),
	}
	ctx, stop := context.WithCancel(context.Background())
	var aside sync.WaitGroup
	s.memory.most = SearchMemory
	s.memory.aside = func(work func(context.Context)) { aside.Go(func() { work(ctx) }) }
	s.close = func() {
		stop()
		aside.Wait()
	}
	return s
}

// Remember bounds how many bytes the index of searches may take in this process; 0: there is none,
// and the database searches. It is to be called before the first search.
func (s *Service) Remember(bytes int64) { s.memory.most = bytes }

// Close waits until the adjustments that were accepted are answered.
func (s *Service) Close() {
	s.close()
	s.engine.Close()
}

// Sort is the order of a list of products. Each field has a direction of its own; products
// alike are ordered by age.
type Sort string

// The orders there are.
const (
	// SortNewest has the newest first.
	SortNewest Sort = ""
	// SortPoints has the fewest points first.
	SortPoints Sort = "POINTS"
	// SortRedeemed has the most pieces redeemed first.
	SortRedeemed Sort = "REDEEMED"
)

// Position is a product's place in a list, however it is sorted.
type Position struct {
	PointsFrom mall.Points
	Redeemed   int64
	ID         mall.ProductID
}

// PositionOf is a product's place.
func PositionOf(p *ent.Product) Position {
	return Position{PointsFrom: p.PointsFrom, Redeemed: p.Redeemed, ID: p.ID}
}

// Query asks for products: those between After and Before, in the
// list's order.
type Query struct {
	Filter Filter
	Sort   Sort
	// Reverse turns the order round.
	Reverse       bool
	After, Before *Position
	Limit         int
	// FromEnd takes the last Limit products instead of the first.
	FromEnd bool
	// Brief leaves the descriptions unread: they are most of a product's bytes.
	Brief bool
}

// briefColumns are all of a product's but its description.
var briefColumns = slices.DeleteFunc(slices.Clone(product.Columns), func(c string) bool { return c == product.FieldDescription })

// descending is the direction of the list's order: ages and pieces fall, points rise.
func (q Query) descending() bool { return (q.Sort == SortPoints) == q.Reverse }

// columns are what the list is ordered by.
func (q Query) columns() []string {
	switch q.Sort {
	case SortPoints:
		return []string{product.FieldPointsFrom, product.FieldID}
	case SortRedeemed:
		return []string{product.FieldRedeemed, product.FieldID}
	}
	return []string{product.FieldID}
}

// List reads a part of the catalog, in the query's order.
func (s *Service) List(ctx context.Context, q Query) ([]*ent.Product, error) {
	if q.Filter.Sight.Partner != nil {
		return s.listShared(ctx, q)
	}
	if products, ok, err := s.listRemembered(ctx, q); ok || err != nil {
		return products, err
	}
	where, err := s.conditions(ctx, q.Filter, search.Page)
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
	query := s.db.Ent().Product.Query().Where(where...).Order(direction(q.columns()...)).Limit(q.Limit)
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
	if n, ok, err := s.countRemembered(ctx, f, limit); ok || err != nil {
		return n, err
	}
	where, err := s.conditions(ctx, f, search.Tally)
	if err != nil {
		return 0, err
	}
	found, args := s.selectProducts(where, product.FieldID).Limit(limit).Query()
	n := 0
	err = s.each(ctx, func(scan func(...any) error) error { return scan(&n) }, "select count(*) from ("+found+") found", args...)
	return n, err
}

// selectProducts selects columns of the products that meet conditions.
func (s *Service) selectProducts(where []predicate.Product, columns ...string) *sql.Selector {
	products := sql.Dialect(string(s.db.Dialect)).Select(columns...).From(sql.Table(product.Table))
	for _, condition := range where {
		condition(products)
	}
	return products
}

// each runs a read and calls row for every row of its answer.
func (s *Service) each(ctx context.Context, row func(scan func(...any) error) error, text string, args ...any) error {
	rows, err := s.db.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// beyond are the products that come after p in a list of the given direction.
func (q Query) beyond(p Position, descending bool) predicate.Product {
	id, points, redeemed := product.IDGT(p.ID), product.PointsFromGT(p.PointsFrom), product.RedeemedGT(p.Redeemed)
	if descending {
		id, points, redeemed = product.IDLT(p.ID), product.PointsFromLT(p.PointsFrom), product.RedeemedLT(p.Redeemed)
	}
	switch q.Sort {
	case SortPoints:
		return product.Or(points, product.And(product.PointsFrom(p.PointsFrom), id))
	case SortRedeemed:
		return product.Or(redeemed, product.And(product.Redeemed(p.Redeemed), id))
	}
	return id
}
