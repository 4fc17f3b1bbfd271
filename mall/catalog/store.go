package catalog

import (
	"cmp"
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/category"
	"pointsmall/ent/priceoption"
	"pointsmall/ent/product"
	"pointsmall/ent/sku"
	"pointsmall/ent/stock"
	"pointsmall/ent/tier"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Product returns a product by its id; nil when there is none that is seen.
func (s *Service) Product(ctx context.Context, v Sight, id mall.ProductID) (*ent.Product, error) {
	return none(s.db.Ent().Product.Query().Where(append(v.products(s.clock()), product.ID(id))...).Only(ctx))
}

// ProductBySlug returns a product; nil when there is none that is seen.
func (s *Service) ProductBySlug(ctx context.Context, v Sight, slug string) (*ent.Product, error) {
	return none(s.db.Ent().Product.Query().Where(append(v.products(s.clock()), product.Slug(slug))...).Only(ctx))
}

// Sku returns a SKU; nil when there is none that is seen.
func (s *Service) Sku(ctx context.Context, v Sight, id mall.SkuID) (*ent.Sku, error) {
	return none(s.db.Ent().Sku.Query().Where(append(v.skus(s.clock()), sku.ID(id))...).Only(ctx))
}

// SkuByCode returns the SKU with a code, or NOT_FOUND.
func (s *Service) SkuByCode(ctx context.Context, code string) (*ent.Sku, error) {
	k, err := s.db.Ent().Sku.Query().Where(sku.Code(code)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, mall.Errorf(mall.CodeNotFound, "no SKU has the code %q", "没有编码为 %q 的商品规格", code)
	}
	return k, err
}

// none turns "not found" into nil.
func none[T any](found *T, err error) (*T, error) {
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return found, err
}

// Categories reads the whole tree; each category comes after the one above it.
func (s *Service) Categories(ctx context.Context) ([]*ent.Category, error) {
	all, err := s.db.Ent().Category.Query().Order(category.ByPosition(), category.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	children := map[mall.CategoryID][]*ent.Category{}
	var sorted []*ent.Category
	for _, c := range all {
		if c.ParentID == nil {
			sorted = append(sorted, c)
		} else {
			children[*c.ParentID] = append(children[*c.ParentID], c)
		}
	}
	for i := 0; i < len(sorted); i++ {
		sorted = append(sorted, children[sorted[i].ID]...)
	}
	return sorted, nil
}

// The readers below serve dataloaders: one query for many keys.

// SkusOfProducts reads the SKUs of each product, by code: for a partner those that are
// shared with it, and those that are archived only for who sees all.
func (s *Service) SkusOfProducts(ctx context.Context, v Sight, ids []mall.ProductID) (map[mall.ProductID][]*ent.Sku, error) {
	query := s.db.Ent().Sku.Query().Where(store.Among(sku.FieldProductID, "uuid", ids)).Order(sku.ByCode())
	if v.Partner != nil {
		query.Where(sharedWith(*v.Partner))
	}
	if !v.All {
		query.Where(sku.ArchivedAtIsNil())
	}
	skus, err := query.All(ctx)
	byProduct := make(map[mall.ProductID][]*ent.Sku, len(ids))
	for _, k := range skus {
		byProduct[k.ProductID] = append(byProduct[k.ProductID], k)
	}
	return byProduct, err
}

// PricesOfSkus reads the price options of each SKU: points alone first, those for
// everybody before those for a tier, then by points. A partner reads its own prices.
func (s *Service) PricesOfSkus(ctx context.Context, v Sight, ids []mall.SkuID) (map[mall.SkuID][]*ent.PriceOption, error) {
	prices, err := s.db.Ent().PriceOption.Query().Where(store.Among(priceoption.FieldSkuID, "uuid", ids)).Order(priceoption.ByPoints(), priceoption.ByID()).All(ctx)
	if err == nil && v.Partner != nil {
		prices, err = s.sharedPrices(ctx, *v.Partner, ids, prices)
	}
	bySku := make(map[mall.SkuID][]*ent.PriceOption, len(ids))
	slices.SortStableFunc(prices, func(a, b *ent.PriceOption) int { return cmp.Compare(priority(a), priority(b)) })
	for _, p := range prices {
		bySku[p.SkuID] = append(bySku[p.SkuID], p)
	}
	return bySku, err
}

// priority is a price option's place among those of its SKU.
func priority(p *ent.PriceOption) (place int) {
	if p.CashMinor != nil {
		place += 2
	}
	if p.RequiresTier != nil {
		place++
	}
	return place
}

// AvailableOfSkus reads how many pieces of each SKU can be had, those not counted that a sale has
// set apart.
func (s *Service) AvailableOfSkus(ctx context.Context, ids []mall.SkuID) (map[mall.SkuID]int64, error) {
	stocks, err := s.db.Ent().Stock.Query().Where(store.Among(stock.FieldID, "uuid", ids)).All(ctx)
	available := make(map[mall.SkuID]int64, len(ids))
	for _, row := range stocks {
		available[row.ID] = row.OnHand - row.Reserved - row.Apart
	}
	return available, err
}

// Skus reads SKUs by id.
func (s *Service) Skus(ctx context.Context, ids []mall.SkuID) (map[mall.SkuID]*ent.Sku, error) {
	rows, err := s.db.Ent().Sku.Query().Where(store.Among(sku.FieldID, "uuid", ids)).All(ctx)
	return byID(rows, func(k *ent.Sku) mall.SkuID { return k.ID }), err
}

// Products reads products by id, on the shelf or not: orders still show them.
func (s *Service) Products(ctx context.Context, ids []mall.ProductID) (map[mall.ProductID]*ent.Product, error) {
	rows, err := s.db.Ent().Product.Query().Where(store.Among(product.FieldID, "uuid", ids)).All(ctx)
	return byID(rows, func(p *ent.Product) mall.ProductID { return p.ID }), err
}

// CategoriesByID reads categories by id.
func (s *Service) CategoriesByID(ctx context.Context, ids []mall.CategoryID) (map[mall.CategoryID]*ent.Category, error) {
	rows, err := s.db.Ent().Category.Query().Where(store.Among(category.FieldID, "uuid", ids)).All(ctx)
	return byID(rows, func(c *ent.Category) mall.CategoryID { return c.ID }), err
}

// ChildrenOfCategories reads the categories right below each category, in their order.
func (s *Service) ChildrenOfCategories(ctx context.Context, ids []mall.CategoryID) (map[mall.CategoryID][]*ent.Category, error) {
	rows, err := s.db.Ent().Category.Query().Where(store.Among(category.FieldParentID, "uuid", ids)).Order(category.ByPosition(), category.ByID()).All(ctx)
	children := make(map[mall.CategoryID][]*ent.Category, len(ids))
	for _, row := range rows {
		children[*row.ParentID] = append(children[*row.ParentID], row)
	}
	return children, err
}

// Tiers reads tiers by code.
func (s *Service) Tiers(ctx context.Context, codes []string) (map[string]*ent.Tier, error) {
	rows, err := s.db.Ent().Tier.Query().Where(store.Among(tier.FieldID, "text", codes)).All(ctx)
	return byID(rows, func(t *ent.Tier) string { return t.ID }), err
}

func byID[K comparable, V any](rows []V, id func(V) K) map[K]V {
	all := make(map[K]V, len(rows))
	for _, row := range rows {
		all[id(row)] = row
	}
	return all
}
