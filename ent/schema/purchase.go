package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
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

// Fields of a purchase. source is "mall" or the partner whose till it was. funded_by is
// the partner whose account its points came from; null: the platform's. Lines are only
// ever read with their purchase, so they stay with it. moved_to is the same purchase,
// recorded for another member: staff have found that it was not this one's.
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
		field.UUID("funded_by", mall.PartnerID{}).Optional().Nillable().Immutable(),
		field.String("fingerprint").Immutable().MaxLen(44),
		field.Time("occurred_at").Immutable(),
		field.Time("recorded_at").Default(time.Now).Immutable(),
		field.UUID("moved_to", mall.PurchaseID{}).Optional().Nillable(),
	}
}

// Indexes of a purchase. One that was moved leaves its number to the one that stands for it.
func (Purchase) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "id"), // staff's lists
		index.Fields("source", "external_ref").Unique().Annotations(entsql.IndexWhere("moved_to IS NULL")),
		index.Fields("occurred_at", "id"),
	}
}

// PurchaseReturn is goods of a purchase that came back, as a till reported it.
type PurchaseReturn struct{ ent.Schema }

// Annotations name the table.
func (PurchaseReturn) Annotations() []schema.Annotation {
	return table("returns", map[string]string{
		"returns_due":     "due >= 0 and amount_minor >= 0",
		"returns_refund":  "refund_minor is null or (refund_minor > 0 and refund_currency is not null)",
		"returns_taken":   "own >= 0 and other >= 0 and debt >= 0 and own + other + debt <= due",
		"returns_settled": "status <> 'APPLIED' or (purchase_id is not null and member_id is not null and pieces is not null)",
	})
}

// Fields of a return. source is that of its purchase. purchase_id, member_id and what
// follows from them are set once it is applied: pieces counts what came back of each
// line of the purchase, in their order; amount_minor is the part of the purchase's
// total; due are the points of it; own, other and debt say where those were taken;
// completes is true when nothing of the purchase is left with the member. pieces are
// thousandths where a line is measured. refund_minor is money that was given back without
// goods, as the till says; such a return has no lines.
func (PurchaseReturn) Fields() []ent.Field {
	points := func(name string) ent.Field { return field.Int64(name).GoType(mall.Points(0)).Default(0) }
	return []ent.Field{
		field.UUID("id", mall.ReturnID{}).Default(mall.NewReturnID),
		field.String("source").Immutable().MaxLen(40),
		field.String("external_ref").Immutable().MaxLen(128),
		field.String("purchase_ref").MaxLen(128),
		field.UUID("purchase_id", mall.PurchaseID{}).Optional().Nillable(),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable(),
		field.String("status").GoType(mall.ReturnStatus("")),
		field.Other("refusal", mall.Text{}).SchemaType(textType).Optional().Nillable(),
		field.JSON("lines", []mall.PurchaseLine{}),
		field.JSON("pieces", []int64{}).Optional(),
		field.Int64("refund_minor").Optional().Nillable(),
		field.String("refund_currency").GoType(mall.Currency("")).Optional().Nillable().MaxLen(3),
		field.Int64("amount_minor").Default(0),
		field.Bool("completes").Default(false),
		points("due"),
		points("own"),
		points("other"),
		points("debt"),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable(),
		field.String("fingerprint").MaxLen(44),
		field.Time("occurred_at"),
		field.Time("recorded_at").Default(time.Now),
	}
}

// Indexes of a return: its number; those of a purchase, of a member; those that wait for one.
func (PurchaseReturn) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("source", "external_ref").Unique(),
		index.Fields("purchase_id"),
		index.Fields("member_id"), // replays
		index.Fields("source", "purchase_ref").StorageKey("returns_pending").Annotations(entsql.IndexWhere("purchase_id IS NULL")),
	}
}
