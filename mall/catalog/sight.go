package catalog

import (
	"entgo.io/ent/dialect/sql"

	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/ent/sharedsku"
	"pointsmall/ent/sku"
	"pointsmall/mall"
)

// Sight is how much of the catalog somebody sees. The zero Sight is everybody's: what is on
// the shelf.
type Sight struct {
	// All shows what is off the shelf, too.
	All bool
	// Partner sees of the shelf what is shared with it, at its prices; nil: nobody is fenced in.
	Partner *mall.PartnerID
}

// SightOf is what an actor sees: staff who look after the catalog all of it, and a partner
// with the scope CATALOG (or CATALOG_READ) what is shared with it.
func SightOf(actor mall.Actor) Sight {
	if !actor.May(mall.PermissionCatalogRead) {
		return Sight{}
	}
	switch actor.Kind {
	case mall.ActorStaff:
		return Sight{All: true}
	case mall.ActorPartner:
		return Sight{Partner: &actor.PartnerID}
	}
	return Sight{}
}

// Shelf is the sight without what is off the shelf.
func (v Sight) Shelf() Sight { return Sight{Partner: v.Partner} }

// products are the conditions of a product that is seen.
func (v Sight) products() []predicate.Product {
	switch {
	case v.All:
		return nil
	case v.Partner != nil:
		return []predicate.Product{product.OnShelf(true), product.HasSkusWith(sharedWith(*v.Partner))}
	}
	return []predicate.Product{product.OnShelf(true)}
}

// skus are the conditions of a SKU that is seen.
func (v Sight) skus() []predicate.Sku {
	switch {
	case v.All:
		return nil
	case v.Partner != nil:
		return []predicate.Sku{sku.HasProductWith(product.OnShelf(true)), sharedWith(*v.Partner)}
	}
	return []predicate.Sku{sku.HasProductWith(product.OnShelf(true))}
}

// sharedWith is the condition of a SKU that is shared with a partner.
func sharedWith(partner mall.PartnerID) predicate.Sku {
	return func(s *sql.Selector) {
		shared := sql.Table(sharedsku.Table)
		s.Where(sql.In(s.C(sku.FieldID), sql.Select(shared.C(sharedsku.FieldSkuID)).From(shared).Where(sql.EQ(shared.C(sharedsku.FieldPartnerID), partner))))
	}
}
