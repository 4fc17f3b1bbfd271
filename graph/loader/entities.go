package loader

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/member"
	"pointsmall/mall/wiring"
)

// Entities read what other subgraphs refer to: only what everybody may see,
// and a partner what is shared with it. What is not there, or not on the shelf, is nil.
type Entities struct {
	Products         *Loader[mall.ProductID, *ent.Product]
	ProductsBySlug   *Loader[string, *ent.Product]
	Skus             *Loader[mall.SkuID, *ent.Sku]
	SkusByCode       *Loader[string, *ent.Sku]
	Categories       *Loader[mall.CategoryID, *ent.Category]
	CategoriesBySlug *Loader[string, *ent.Category]
	Profiles         *Loader[mall.MemberID, *member.Profile]
}

func newEntities(s *wiring.Services, l *Loaders, v catalog.Sight) *Entities {
	e := &Entities{
		Products:         newLoader(true, seen(v, s.Catalog.ShelfProducts)),
		ProductsBySlug:   newLoader(true, seen(v, s.Catalog.ShelfProductsBySlug)),
		Skus:             newLoader(true, seen(v, s.Catalog.ShelfSkus)),
		SkusByCode:       newLoader(true, seen(v, s.Catalog.ShelfSkusByCode)),
		Categories:       newLoader(true, s.Catalog.CategoriesByID),
		CategoriesBySlug: newLoader(true, s.Catalog.CategoriesBySlug),
		Profiles:         newLoader(true, s.Members.Profiles),
	}
	e.Products.then = func(found map[mall.ProductID]*ent.Product) { l.ExpectProducts(there(found)) }
	e.ProductsBySlug.then = func(found map[string]*ent.Product) { l.ExpectProducts(there(found)) }
	e.Skus.then = func(found map[mall.SkuID]*ent.Sku) { l.expectSkus(there(found)) }
	e.SkusByCode.then = func(found map[string]*ent.Sku) { l.expectSkus(there(found)) }
	e.Categories.then = func(found map[mall.CategoryID]*ent.Category) { l.expectParents(there(found)) }
	e.CategoriesBySlug.then = func(found map[string]*ent.Category) { l.expectParents(there(found)) }
	e.Profiles.then = func(found map[mall.MemberID]*member.Profile) {
		var tiers []string
		for _, p := range there(found) {
			tiers = append(tiers, p.TierID)
		}
		l.Tiers().Expect(tiers)
	}
	return e
}

func (l *Loaders) expectParents(categories []*ent.Category) {
	var parents []mall.CategoryID
	for _, c := range categories {
		if c.ParentID != nil {
			parents = append(parents, *c.ParentID)
		}
	}
	l.Categories().Expect(parents)
}

// there are the values that are not nil.
func there[K comparable, V any](found map[K]*V) []*V {
	all := make([]*V, 0, len(found))
	for _, v := range found {
		if v != nil {
			all = append(all, v)
		}
	}
	return all
}
