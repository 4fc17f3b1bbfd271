package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Product is what the catalog shows: one thing to get, in one or more SKUs.
type Product struct{ ent.Schema }

// Annotations name the table.
func (Product) Annotations() []schema.Annotation { return table("products", nil) }

// Fields of a product. Images stay with their product because nothing else ever
// asks for them. points_from is the fewest points that any of its prices for everybody
// asks; where all are for tiers, the fewest of those. points_least is the fewest that any
// price in points alone asks, tiers' included: who has less can redeem none of its SKUs.
// available_from is when everybody may redeem it; null means since ever. A product is on
// offer while on_shelf is true and the moment lies from shelf_from to before shelf_until;
// null bounds nothing. One that is archived is never on_shelf. redeemed is the pieces that
// were taken when the job that refreshes it last ran. version counts the changes by staff.
// specifications are facts in the order in which they are shown; option_names are what its
// SKUs differ in, such as colour and size.
func (Product) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ProductID{}).Default(mall.NewProductID),
		field.String("slug").Unique().MaxLen(128),
		text("name"),
		text("description"),
		field.String("kind").GoType(mall.ProductKind("")),
		field.JSON("images", []mall.Image{}),
		field.UUID("category_id", mall.CategoryID{}).Optional().Nillable(),
		field.UUID("brand_id", mall.ProductBrandID{}).Optional().Nillable(),
		field.JSON("specifications", []mall.Specification{}).Optional(),
		field.JSON("option_names", []mall.Text{}).Optional(),
		field.Bool("on_shelf").Default(true),
		field.Time("shelf_from").Optional().Nillable(),
		field.Time("shelf_until").Optional().Nillable(),
		field.Time("archived_at").Optional().Nillable(),
		field.Int64("points_from").GoType(mall.Points(0)).Default(0),
		field.Int64("points_least").GoType(mall.Points(0)).Default(0),
		field.Int64("redeemed").Default(0),
		field.Time("available_from").Optional().Nillable(),
		field.Int("version").Default(1),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Edges of a product.
func (Product) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("category", Category.Type).Ref("products").Field("category_id").Unique(),
		edge.To("skus", Sku.Type),
	}
}

// Indexes of a product: one for each way to sort the catalog.
func (Product) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("on_shelf", "id"),
		index.Fields("on_shelf", "points_from", "id"),
		index.Fields("on_shelf", "redeemed", "id"),
		index.Fields("category_id", "id"),
		index.Fields("brand_id", "id"),
	}
}

// ProductBrand is the brand that goods bear. It is no partner: partners share points and goods.
type ProductBrand struct{ ent.Schema }

// Annotations name the table.
func (ProductBrand) Annotations() []schema.Annotation { return table("product_brands", nil) }

// Fields of a brand. version counts the changes by staff.
func (ProductBrand) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ProductBrandID{}).Default(mall.NewProductBrandID),
		field.String("slug").Unique().MaxLen(128),
		text("name"),
		field.Int("version").Default(1),
	}
}

// ProductSearch is what searches look for one product in. Beside it stands the table
// search_tokens, which ent does not know: it is made for each database by its migration.
type ProductSearch struct{ ent.Schema }

// Annotations name the table.
func (ProductSearch) Annotations() []schema.Annotation { return table("product_searches", nil) }

// Fields of a search text. id is the number of the product's row in search_tokens. body is
// its names and descriptions, codes the codes of its SKUs, a line each, as mall.Fold makes them.
func (ProductSearch) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"),
		field.UUID("product_id", mall.ProductID{}).Unique().Immutable(),
		field.Text("body"),
		field.Text("codes"),
	}
}
