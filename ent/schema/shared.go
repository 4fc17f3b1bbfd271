package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// SharedCatalog is a choice of the mall's goods that a partner sees.
type SharedCatalog struct{ ent.Schema }

// Annotations name the table.
func (SharedCatalog) Annotations() []schema.Annotation { return table("shared_catalogs", nil) }

// Fields of a shared catalog. version counts the times that staff saved it.
func (SharedCatalog) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SharedCatalogID{}).Default(mall.NewSharedCatalogID),
		field.UUID("partner_id", mall.PartnerID{}).Immutable(),
		field.String("name").MaxLen(128).Immutable(),
		field.Int("version").Default(1),
		field.Time("saved_at").Default(time.Now),
	}
}

// Indexes of a shared catalog.
func (SharedCatalog) Indexes() []ent.Index {
	return []ent.Index{index.Fields("partner_id", "name").Unique()}
}

// SharedSku is a SKU of a shared catalog.
type SharedSku struct{ ent.Schema }

// Annotations name the table.
func (SharedSku) Annotations() []schema.Annotation {
	return table("shared_skus", map[string]string{
		"shared_skus_points": "points is null or points >= 0",
		"shared_skus_cash":   "cash_minor is null or cash_minor > 0",
	})
}

// Fields of a shared SKU. points and cash_minor are what the partner reads as the price of
// a piece; both null: the mall's own prices. The partner stands here, too, so that the fence
// around it asks one index.
func (SharedSku) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("catalog_id", mall.SharedCatalogID{}).Immutable(),
		field.UUID("partner_id", mall.PartnerID{}).Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Optional().Nillable().Immutable(),
		field.Int64("cash_minor").Optional().Nillable().Immutable(),
		field.String("cash_currency").GoType(mall.Currency("")).Optional().Nillable().Immutable().MaxLen(3),
	}
}

// Indexes of a shared SKU: of its catalog, and of what its partner sees.
func (SharedSku) Indexes() []ent.Index {
	return []ent.Index{index.Fields("catalog_id", "sku_id").Unique(), index.Fields("partner_id", "sku_id")}
}
