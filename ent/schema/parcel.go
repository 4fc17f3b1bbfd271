package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Parcel is a part of an order that is sent at once.
type Parcel struct{ ent.Schema }

// Annotations name the table.
func (Parcel) Annotations() []schema.Annotation {
	return table("parcels", map[string]string{"parcels_number": "number > 0"})
}

// Fields of a parcel. Those of an order are numbered from 1. delivered_at is null until it
// has arrived.
func (Parcel) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ParcelID{}).Default(mall.NewParcelID),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.Int("number").Immutable(),
		field.String("carrier").Immutable().MaxLen(64),
		field.String("tracking_number").Immutable().MaxLen(128),
		field.JSON("lines", []mall.ParcelLine{}).Immutable(),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("shipped_at").Immutable(),
		field.Time("delivered_at").Optional().Nillable(),
	}
}

// Indexes of a parcel.
func (Parcel) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id", "number").Unique()}
}

// ParcelEvent is what a carrier, or staff, told of a parcel.
type ParcelEvent struct{ ent.Schema }

// Annotations name the table.
func (ParcelEvent) Annotations() []schema.Annotation { return table("parcel_events", nil) }

// Fields of an event.
func (ParcelEvent) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("parcel_id", mall.ParcelID{}).Immutable(),
		field.String("description").Immutable().MaxLen(500),
		field.String("place").Default("").Immutable().MaxLen(200),
		field.Time("happened_at").Immutable(),
		field.String("actor").Immutable().MaxLen(40),
	}
}

// Indexes of an event.
func (ParcelEvent) Indexes() []ent.Index {
	return []ent.Index{index.Fields("parcel_id", "happened_at")}
}
