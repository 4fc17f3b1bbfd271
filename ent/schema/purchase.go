package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Purchase is what a till reported. The till's own number counts once a source.
type Purchase struct{ ent.Schema }

// Annotations name the table.
func (Purchase) Annotations() []schema.Annotation {
	return table("purchases", map[string]string{"purchases_total": "total_minor >= 0", "purchases_points": "points >= 0"})
}

// Fields of a purchase. source is "mall" or the partner whose till it was. Lines
// are only ever read with their purchase, so they stay with it.
func (Purchase) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PurchaseID{}).Default(mall.NewPurchaseID),
		field.String("source").Immutable().MaxLen(40),
		field.String("external_ref").Immutable().MaxLen(128),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.Int64("total_minor").Immutable(),
		field.String("currency").GoType(mall.Currency("")).Immutable().MaxLen(3),
		field.String("channel").Default("").Immutable().MaxLen(64),
		field.JSON("lines", []mall.PurchaseLine{}),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.String("fingerprint").Immutable().MaxLen(44),
		field.Time("occurred_at").Immutable(),
		field.Time("recorded_at").Default(time.Now).Immutable(),
	}
}

// Indexes of a purchase.
func (Purchase) Indexes() []ent.Index {
	return []ent.Index{index.Fields("source", "external_ref").Unique(), index.Fields("occurred_at", "id")}
}
