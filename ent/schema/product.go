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
// asks; where all are for tiers, the fewest of those. available_from is when everybody
// may redeem it; null means since ever. version counts the changes by staff. folded_name
// is what searches look in: the name in every language, as mall.Fold makes it.
func (Product) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ProductID{}).Default(mall.NewProductID),
		field.String("slug").Unique().MaxLen(128),
		text("name"),
		field.Text("folded_name").Default(""),
		text("description"),
		field.String("kind").GoType(mall.ProductKind("")),
		field.JSON("images", []mall.Image{}),
		field.UUID("category_id", mall.CategoryID{}).Optional().Nillable(),
		field.Bool("on_shelf").Default(true),
		field.Int64("points_from").GoType(mall.Points(0)).Default(0),
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
		index.Fields("category_id", "id"),
	}
}
