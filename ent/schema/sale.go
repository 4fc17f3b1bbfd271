package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// SaleGood is a SKU that a campaign sells at a part of its points.
type SaleGood struct{ ent.Schema }

// Annotations name the table.
func (SaleGood) Annotations() []schema.Annotation {
	return table("sale_goods", map[string]string{
		"sale_goods_share":  "numerator > 0 and numerator <= denominator",
		"sale_goods_pieces": "pieces > 0",
		"sale_goods_left":   "left_over is null or (left_over >= 0 and left_over <= pieces)",
		"sale_goods_limits": "coalesce(per_member, 1) > 0 and coalesce(per_member_per_day, 1) > 0",
	})
}

// Fields of a SKU of a sale. place is its place in the campaign, from 0. numerator and
// denominator are the part of its points that a piece costs. pieces are how many the campaign
// sells: set apart, or a mere ceiling. per_member and per_member_per_day bound what one member
// gets; null: no limit. left_over are the pieces that were left at the end; null before it.
func (SaleGood) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.Int("place").Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Immutable(),
		field.Int64("numerator").Immutable(),
		field.Int64("denominator").Immutable(),
		field.Int64("pieces").Immutable(),
		field.Bool("set_apart").Immutable(),
		field.Int("per_member").Optional().Nillable().Immutable(),
		field.Int("per_member_per_day").Optional().Nillable().Immutable(),
		field.Int64("left_over").Optional().Nillable(),
	}
}

// Indexes of a SKU of a sale.
func (SaleGood) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("campaign_id", "place").Unique(),
		index.Fields("sku_id", "campaign_id").Unique(),
	}
}
