package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Stock counts the pieces of one SKU. It is a hot row, so it stands apart from the SKU.
type Stock struct{ ent.Schema }

// Annotations name the table.
func (Stock) Annotations() []schema.Annotation {
	return table("stocks", map[string]string{
		"stocks_on_hand":  "on_hand >= 0",
		"stocks_reserved": "reserved >= 0 and reserved <= on_hand",
		"stocks_apart":    "apart >= 0 and ceiling >= 0 and apart + reserved <= on_hand",
	})
}

// Fields of a stock row, in pieces. received is all that ever came in, which is the sum of
// the SKU's movements, so that received - on_hand is what was redeemed. counted says that redemptions holds what each
// member took, because the SKU has a limit: it stands here, on the row that every order
// changes, so that no order misses the moment when it changes. apart are the pieces on hand that
// a campaign has set apart and not sold yet, ceiling those of the others that it may still sell.
// sale_version is that of the SKU's sale, so that no order misses its end.
func (Stock) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SkuID{}).StorageKey("sku_id"),
		field.Int64("on_hand"),
		field.Int64("reserved").Default(0),
		field.Int64("received"),
		field.Bool("counted").Default(false),
		field.Int64("apart").Default(0),
		field.Int64("ceiling").Default(0),
		field.Int("sale_version").Default(0),
	}
}

// StockMovement is a change of what came into a SKU's stock. What orders take is none.
type StockMovement struct{ ent.Schema }

// Annotations name the table.
func (StockMovement) Annotations() []schema.Annotation {
	return table("stock_movements", map[string]string{"stock_movements_delta": "delta <> 0"})
}

// Fields of a movement. The opening movement of a SKU has the SKU's own id: there is one at
// most, and it sorts before all others. reason is what staff said; null for an opening.
func (StockMovement) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.StockMovementID{}).Default(mall.NewStockMovementID).Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Immutable(),
		field.String("kind").GoType(mall.StockMovementKind("")).Immutable(),
		field.Int64("delta").Immutable(),
		field.String("reason").Optional().Nillable().Immutable().MaxLen(500),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("moved_at").Immutable(),
	}
}

// Indexes of a movement.
func (StockMovement) Indexes() []ent.Index { return []ent.Index{index.Fields("sku_id", "id")} }

// Redemption counts what one member has redeemed of a SKU that has a limit.
type Redemption struct{ ent.Schema }

// Annotations name the table.
func (Redemption) Annotations() []schema.Annotation {
	return table("redemptions", map[string]string{"redemptions_quantity": "quantity >= 0"})
}

// Fields of a redemption count.
func (Redemption) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.UUID("sku_id", mall.SkuID{}).Immutable(),
		field.Int64("quantity"),
	}
}

// Indexes of a redemption count.
func (Redemption) Indexes() []ent.Index {
	return []ent.Index{index.Fields("member_id", "sku_id").Unique()}
}
