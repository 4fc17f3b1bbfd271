package catalog

import (
	"time"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
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

// products are the conditions of a product that is seen at a moment.
func (v Sight) products(now time.Time) []predicate.Product {
	switch {
	case v.All:
		return nil
	case v.Partner != nil:
		return append(onOffer(now), product.HasSkusWith(sharedWith(*v.Partner), sku.ArchivedAtIsNil()))
	}
	return onOffer(now)
}

// skus are the conditions of a SKU that is seen at a moment.
func (v Sight) skus(now time.Time) []predicate.Sku {
	if v.All {
		return nil
	}
	seen := []predicate.Sku{sku.ArchivedAtIsNil(), sku.HasProductWith(onOffer(now)...)}
	if v.Partner != nil {
		seen = append(seen, sharedWith(*v.Partner))
	}
	return seen
}

// onOffer are the conditions of a product that is on the shelf at a moment.
func onOffer(now time.Time) []predicate.Product {
	now = now.UTC()
	return []predicate.Product{
		onShelf,
		product.Or(product.ShelfFromIsNil(), product.ShelfFromLTE(now)),
		product.Or(product.ShelfUntilIsNil(), product.ShelfUntilGT(now)),
	}
}

// onShelf is the condition of a product that is on the shelf whenever it is scheduled to be.
// It is written as a comparison, and not as the column alone: SQLite then takes the indexes
// that begin with the column.
func onShelf(s *sql.Selector) {
	s.Where(sql.P(func(b *sql.Builder) { b.Ident(s.C(product.FieldOnShelf)).WriteString(" = true") }))
}

// OnOffer reports whether a product is on the shelf at a moment.
func OnOffer(p *ent.Product, now time.Time) bool {
	return p.OnShelf && within(p.ShelfFrom, p.ShelfUntil, now)
}

// within reports whether a moment lies from one time to before another; nil bounds nothing.
func within(from, until *time.Time, now time.Time) bool {
	return (from == nil || !now.Before(*from)) && (until == nil || now.Before(*until))
}

// sharedWith is the condition of a SKU that is shared with a partner.
func sharedWith(partner mall.PartnerID) predicate.Sku {
	return func(s *sql.Selector) {
		shared := sql.Table(sharedsku.Table)
		s.Where(sql.In(s.C(sku.FieldID), sql.Select(shared.C(sharedsku.FieldSkuID)).From(shared).Where(sql.EQ(shared.C(sharedsku.FieldPartnerID), partner))))
	}
}
