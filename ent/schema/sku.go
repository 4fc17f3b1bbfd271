package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Sku is a product in one make, as it is counted and priced.
type Sku struct{ ent.Schema }

// Annotations name the table.
func (Sku) Annotations() []schema.Annotation {
	return table("skus", map[string]string{
		"skus_minimum_balance": "minimum_balance >= 0",
		"skus_per_member":      "per_member is null or per_member > 0",
	})
}

// Fields of a SKU. requires_tier lets members of that tier and above redeem it;
// minimum_balance is what a member must have before, per_member how many pieces
// one member may ever redeem. version counts the changes of terms and prices by staff.
// offset_percent is the part of its price in money that points may pay, from 0 to 100.
// shipping_template_id is what sending it costs by; null: it costs nothing. weight_grams is what
// a piece weighs. option_values say what it is of each of its product's option_names, in their
// order. One that is archived is not on offer. Quotes that were made before quotes_void_at, or
// at it, hold no more; null: all hold. sale is what a campaign asks for it, now or later; null:
// none does.
func (Sku) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SkuID{}).Default(mall.NewSkuID),
		field.UUID("product_id", mall.ProductID{}),
		field.String("code").Unique().MaxLen(64),
		text("name"),
		field.String("requires_tier").Optional().Nillable(),
		field.Int64("minimum_balance").GoType(mall.Points(0)).Default(0),
		field.Int("per_member").Optional().Nillable(),
		field.Int("version").Default(1),
		field.Int("offset_percent").Default(0),
		field.UUID("shipping_template_id", mall.ShippingTemplateID{}).Optional().Nillable(),
		field.Int64("weight_grams").Default(0),
		field.JSON("option_values", []mall.Text{}).Optional(),
		field.Time("archived_at").Optional().Nillable(),
		field.Time("quotes_void_at").Optional().Nillable(),
		field.JSON("sale", &mall.SaleTerms{}).Optional(),
	}
}

// Edges of a SKU.
func (Sku) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("product", Product.Type).Ref("skus").Field("product_id").Unique().Required(),
		edge.To("tier", Tier.Type).Field("requires_tier").Unique(),
		edge.To("prices", PriceOption.Type),
	}
}

// Indexes of a SKU.
func (Sku) Indexes() []ent.Index { return []ent.Index{index.Fields("product_id")} }

// PriceOption is one way to pay for a SKU: points alone, or points and cash.
type PriceOption struct{ ent.Schema }

// Annotations name the table.
func (PriceOption) Annotations() []schema.Annotation {
	return table("price_options", map[string]string{
		"price_options_points": "points >= 0",
		"price_options_cash":   "cash_minor is null or cash_minor > 0",
	})
}

// Fields of a price option. cash_minor counts minor units; null means points alone.
// requires_tier opens the price to members of that tier and above; null means everybody.
func (PriceOption) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PriceOptionID{}).Default(mall.NewPriceOptionID),
		field.UUID("sku_id", mall.SkuID{}),
		field.Int64("points").GoType(mall.Points(0)),
		field.Int64("cash_minor").Optional().Nillable(),
		field.String("cash_currency").GoType(mall.Currency("")).Optional().Nillable().MaxLen(3),
		field.String("requires_tier").Optional().Nillable(),
	}
}

// Edges of a price option. A tier that has prices cannot go: they would be everybody's then.
func (PriceOption) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("sku", Sku.Type).Ref("prices").Field("sku_id").Unique().Required(),
		edge.To("tier", Tier.Type).Field("requires_tier").Unique().Annotations(entsql.OnDelete(entsql.NoAction)),
	}
}

// Indexes of a price option.
func (PriceOption) Indexes() []ent.Index { return []ent.Index{index.Fields("sku_id")} }
