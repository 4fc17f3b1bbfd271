package catalog

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
)

// Facets count the products that match a filter by what they are.
type Facets struct {
	// Kinds, Categories and Brands have the most products first. A category counts what lies
	// below it, too.
	Kinds      []KindCount
	Categories []CategoryCount
	Brands     []BrandCount
	// Points are bands of the fewest points for everybody, the lowest first.
	Points []PointsBand
	// Counted is how many products were counted; Capped tells that there are more.
	Counted int
	Capped  bool
}

// KindCount is how many products have a kind.
type KindCount struct {
	Kind  mall.ProductKind
	Count int
}

// CategoryCount is how many products are in a category or below it.
type CategoryCount struct {
	Category *ent.Category
	Count    int
}

// BrandCount is how many products bear a brand.
type BrandCount struct {
	Brand *ent.ProductBrand
	Count int
}

// PointsBand is how many products ask for points within bounds, both included.
type PointsBand struct {
	AtLeast mall.Points
	// AtMost is nil in the highest band.
	AtMost *mall.Points
	Count  int
}

// bands are where bands of points begin.
var bands = []mall.Points{0, 100, 500, 1000, 5000, 10_000, 50_000}

// band is the band that points fall in; -1 for goods that no points buy.
func band(points mall.Points) int {
	if points >= mall.MaxPoints {
		return -1
	}
	at, found := slices.BinarySearch(bands, points)
	if !found {
		at--
	}
	return at
}

// traits are what facets count of a product.
type traits struct {
	kind     mall.ProductKind
	category *mall.CategoryID
	brand    *mall.ProductBrandID
	points   mall.Points
}

// Facets counts the products that match by what they are; of more than limit the newest ones.
func (s *Service) Facets(ctx context.Context, f Filter, limit int) (Facets, error) {
	t := tally{kinds: map[mall.ProductKind]int{}, categories: map[mall.CategoryID]int{}, brands: map[mall.ProductBrandID]int{}, bands: make([]int, len(bands))}
	if err := s.tally(ctx, f, limit, &t); err != nil {
		return Facets{}, err
	}
	categories, err := s.Categories(ctx)
	if err != nil {
		return Facets{}, err
	}
	brands, err := s.ProductBrands(ctx)
	if err != nil {
		return Facets{}, err
	}
	return t.facets(limit, categories, brands), nil
}

// tally counts products.
type tally struct {
	all        int
	kinds      map[mall.ProductKind]int
	categories map[mall.CategoryID]int
	brands     map[mall.ProductBrandID]int
	bands      []int
}

func (t *tally) add(of traits, band, n int) {
	t.all += n
	t.kinds[of.kind] += n
	if of.category != nil {
		t.categories[*of.category] += n
	}
	if of.brand != nil {
		t.brands[*of.brand] += n
	}
	if band >= 0 {
		t.bands[band] += n
	}
}

// tally counts up to limit products, and one more that tells that there are more.
func (s *Service) tally(ctx context.Context, f Filter, limit int, t *tally) error {
	if f.Sight.Partner != nil {
		places, err := s.sharedPlaces(ctx, f)
		slices.SortFunc(places, func(a, b sharedPlace) int { return Query{}.compare(a.Position, b.Position) })
		for i, p := range places {
			if i > limit {
				break
			}
			t.add(p.traits, band(p.points), 1)
		}
		return err
	}
	if ok, err := s.tallyRemembered(ctx, f, limit, t); ok || err != nil {
		return err
	}
	where, err := s.conditions(ctx, f, search.Tally)
	if err != nil {
		return err
	}
	found, args := s.selectProducts(where, product.FieldKind, product.FieldCategoryID, product.FieldBrandID, product.FieldPointsFrom).
		OrderBy(sql.Desc(product.FieldID)).Limit(limit + 1).Query()
	place := "case when points_from >= " + strconv.FormatInt(int64(mall.MaxPoints), 10) + " then -1"
	for i := len(bands) - 1; i > 0; i-- {
		place += " when points_from >= " + strconv.FormatInt(int64(bands[i]), 10) + " then " + strconv.Itoa(i)
	}
	// The database groups them: thousands of rows would take longer to read than to count.
	text := "select kind, category_id, brand_id, band, count(*) from (select kind, category_id, brand_id, " + place + " else 0 end as band from (" + found +
		") found) banded group by kind, category_id, brand_id, band"
	return s.each(ctx, func(scan func(...any) error) error {
		var of traits
		var at, n int
		if err := scan(&of.kind, &of.category, &of.brand, &at, &n); err != nil {
			return err
		}
		t.add(of, at, n)
		return nil
	}, text, args...)
}

// facets sorts what was counted, and counts categories with what lies below them. Categories
// come each after the one above it.
func (t *tally) facets(limit int, categories []*ent.Category, brands []*ent.ProductBrand) Facets {
	f := Facets{Counted: min(t.all, limit), Capped: t.all > limit}
	for kind, n := range t.kinds {
		f.Kinds = append(f.Kinds, KindCount{kind, n})
	}
	slices.SortFunc(f.Kinds, func(a, b KindCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Kind, b.Kind)) })
	for _, c := range slices.Backward(categories) {
		if c.ParentID != nil {
			t.categories[*c.ParentID] += t.categories[c.ID]
		}
	}
	for _, c := range categories {
		if n := t.categories[c.ID]; n > 0 {
			f.Categories = append(f.Categories, CategoryCount{c, n})
		}
	}
	slices.SortStableFunc(f.Categories, func(a, b CategoryCount) int { return b.Count - a.Count })
	for _, b := range brands {
		if n := t.brands[b.ID]; n > 0 {
			f.Brands = append(f.Brands, BrandCount{b, n})
		}
	}
	slices.SortStableFunc(f.Brands, func(a, b BrandCount) int { return b.Count - a.Count })
	for i, n := range t.bands {
		if n == 0 {
			continue
		}
		of := PointsBand{AtLeast: bands[i], Count: n}
		if i+1 < len(bands) {
			of.AtMost = new(bands[i+1] - 1)
		}
		f.Points = append(f.Points, of)
	}
	return f
}

// maxFacet bounds how many categories or brands a facet names: those with most products.
const maxFacet = 50

// Short leaves of each facet those with the most products.
func (f Facets) Short() Facets {
	f.Categories = f.Categories[:min(len(f.Categories), maxFacet)]
	f.Brands = f.Brands[:min(len(f.Brands), maxFacet)]
	return f
}
