package loader

import (
	"pointsmall/ent"
	"pointsmall/mall"
)

// Categories reads categories by their ids.
func (l *Loaders) Categories() *Loader[mall.CategoryID, *ent.Category] {
	return once(l, &l.categories, func() *Loader[mall.CategoryID, *ent.Category] {
		return newLoader(false, l.s.Catalog.CategoriesByID)
	})
}

// Children are the categories right below each.
func (l *Loaders) Children() *Loader[mall.CategoryID, []*ent.Category] {
	return once(l, &l.children, func() *Loader[mall.CategoryID, []*ent.Category] {
		return newLoader(true, l.s.Catalog.ChildrenOfCategories).leading(func(found map[mall.CategoryID][]*ent.Category) { l.ExpectChildren(flatten(found)) })
	})
}

// ProductBrands are the brands that goods bear.
func (l *Loaders) ProductBrands() *Loader[mall.ProductBrandID, *ent.ProductBrand] {
	return once(l, &l.productBrands, func() *Loader[mall.ProductBrandID, *ent.ProductBrand] {
		return newLoader(false, l.s.Catalog.ProductBrandsByID)
	})
}

// Products reads products by their ids.
func (l *Loaders) Products() *Loader[mall.ProductID, *ent.Product] {
	return once(l, &l.products, func() *Loader[mall.ProductID, *ent.Product] {
		return newLoader(false, l.s.Catalog.Products).leading(func(found map[mall.ProductID]*ent.Product) { l.ExpectProducts(values(found)) })
	})
}

// SkusOfProducts are those of a product.
func (l *Loaders) SkusOfProducts() *Loader[mall.ProductID, []*ent.Sku] {
	return once(l, &l.skusOfProducts, func() *Loader[mall.ProductID, []*ent.Sku] {
		return newLoader(true, seen(l.v, l.s.Catalog.SkusOfProducts)).leading(func(found map[mall.ProductID][]*ent.Sku) { l.expectSkus(flatten(found)) })
	})
}

// Skus reads SKUs by their ids.
func (l *Loaders) Skus() *Loader[mall.SkuID, *ent.Sku] {
	return once(l, &l.skus, func() *Loader[mall.SkuID, *ent.Sku] {
		return newLoader(false, l.s.Catalog.Skus).leading(func(found map[mall.SkuID]*ent.Sku) { l.expectSkus(values(found)) })
	})
}

// Prices are those of a SKU.
func (l *Loaders) Prices() *Loader[mall.SkuID, []*ent.PriceOption] {
	return once(l, &l.prices, func() *Loader[mall.SkuID, []*ent.PriceOption] {
		return newLoader(true, seen(l.v, l.s.Catalog.PricesOfSkus)).leading(func(found map[mall.SkuID][]*ent.PriceOption) {
			var tiers []string
			for _, p := range flatten(found) {
				if p.RequiresTier != nil {
					tiers = append(tiers, *p.RequiresTier)
				}
			}
			l.Tiers().Expect(tiers)
		})
	})
}

// Available is how many pieces of a SKU can be had.
func (l *Loaders) Available() *Loader[mall.SkuID, int64] {
	return once(l, &l.available, func() *Loader[mall.SkuID, int64] {
		return newLoader(true, l.s.Catalog.AvailableOfSkus)
	})
}

// Tiers reads tiers by their codes.
func (l *Loaders) Tiers() *Loader[string, *ent.Tier] {
	return once(l, &l.tiers, func() *Loader[string, *ent.Tier] {
		return newLoader(false, l.s.Catalog.Tiers)
	})
}

// Shippings are the templates by which SKUs are sent.
func (l *Loaders) Shippings() *Loader[mall.ShippingTemplateID, *ent.ShippingTemplate] {
	return once(l, &l.shippings, func() *Loader[mall.ShippingTemplateID, *ent.ShippingTemplate] {
		return newLoader(false, l.s.Catalog.ShippingsByID)
	})
}

// SalesLeft is how many pieces of a SKU its sale has left.
func (l *Loaders) SalesLeft() *Loader[mall.SkuID, int64] {
	return once(l, &l.salesLeft, func() *Loader[mall.SkuID, int64] {
		return newLoader(true, l.s.Catalog.SalesLeft)
	})
}

// Catalogs are those of a partner.
func (l *Loaders) Catalogs() *Loader[mall.PartnerID, []*ent.SharedCatalog] {
	return once(l, &l.catalogs, func() *Loader[mall.PartnerID, []*ent.SharedCatalog] {
		return newLoader(true, l.s.Catalog.SharedOfPartners).leading(func(found map[mall.PartnerID][]*ent.SharedCatalog) {
			var catalogs []mall.SharedCatalogID
			for _, c := range flatten(found) {
				catalogs = append(catalogs, c.ID)
			}
			l.Shared().Expect(catalogs)
		})
	})
}

// Shared are those of a shared catalog.
func (l *Loaders) Shared() *Loader[mall.SharedCatalogID, []*ent.SharedSku] {
	return once(l, &l.shared, func() *Loader[mall.SharedCatalogID, []*ent.SharedSku] {
		return newLoader(true, l.s.Catalog.SkusOfShared).leading(func(found map[mall.SharedCatalogID][]*ent.SharedSku) {
			var skus []mall.SkuID
			for _, k := range flatten(found) {
				skus = append(skus, k.SkuID)
			}
			l.Skus().Expect(skus)
		})
	})
}
