package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// AfterSale is a member's wish to give something of an order back, or to have it replaced.
type AfterSale struct{ ent.Schema }

// Annotations name the table.
func (AfterSale) Annotations() []schema.Annotation { return table("after_sales", nil) }

// Fields of an after-sale. open is true until it has ended. idempotency_key is the member's
// for the request; refund_id is what went back in the end.
func (AfterSale) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.AfterSaleID{}).Default(mall.NewAfterSaleID),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("kind").GoType(mall.AfterSaleKind("")).Immutable(),
		field.String("status").GoType(mall.AfterSaleStatus("")),
		field.Bool("open").Default(true),
		field.String("reason").GoType(mall.AfterSaleReason("")).Immutable(),
		field.String("note").Default("").Immutable().MaxLen(500),
		field.JSON("lines", []mall.ParcelLine{}).Immutable(),
		field.String("carrier").Default("").MaxLen(64),
		field.String("tracking_number").Default("").MaxLen(128),
		field.UUID("refund_id", mall.OrderRefundID{}).Optional().Nillable(),
		field.Int("version").Default(1),
		field.String("idempotency_key").Immutable().MaxLen(128),
		field.String("fingerprint").Immutable().MaxLen(44),
		field.Time("requested_at").Immutable(),
	}
}

// Indexes of an after-sale: an order's, which has at most one that is open; a member's, by key;
// those that are open.
func (AfterSale) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("order_id", "id"),
		index.Fields("order_id").Unique().StorageKey("after_sales_one_open").Annotations(entsql.IndexWhere("open")),
		index.Fields("member_id", "id"),
		index.Fields("member_id", "idempotency_key").Unique(),
		index.Fields("status", "id"),
	}
}

// AfterSaleChange is a step that an after-sale took after it was requested.
type AfterSaleChange struct{ ent.Schema }

// Annotations name the table.
func (AfterSaleChange) Annotations() []schema.Annotation { return table("after_sale_changes", nil) }

// Fields of a step. version is the after-sale's version that the step made.
func (AfterSaleChange) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("after_sale_id", mall.AfterSaleID{}).Immutable(),
		field.Int("version").Immutable(),
		field.String("status").GoType(mall.AfterSaleStatus("")).Immutable(),
		field.String("note").Default("").Immutable().MaxLen(500),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("changed_at").Immutable(),
	}
}

// Indexes of a step.
func (AfterSaleChange) Indexes() []ent.Index {
	return []ent.Index{index.Fields("after_sale_id", "version").Unique()}
}
