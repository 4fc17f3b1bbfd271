package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// OrderRefund is what went back of an order at once. It is never changed.
type OrderRefund struct{ ent.Schema }

// Annotations name the table.
func (OrderRefund) Annotations() []schema.Annotation {
	return table("order_refunds", map[string]string{
		"order_refunds_number": "number > 0",
		"order_refunds_points": "price_points >= 0 and offset_points >= 0 and taken_back >= 0",
		"order_refunds_money":  "offset_minor >= 0 and shipping_minor >= 0 and goodwill_minor >= 0 and cash_minor >= shipping_minor and cash_minor >= goodwill_minor",
		"order_refunds_parts":  "case when cash_minor = 0 then payment_id is null and payment_refund is null else payment_id is not null and payment_refund is not null end and case when price_points + offset_points = 0 then entry_id is null else entry_id is not null end",
	})
}

// Fields of a refund. Those of an order are numbered from 1. price_points are of prices,
// offset_points stand for offset_minor of money. cash_minor is all money, of which
// shipping_minor is for sending and goodwill_minor was given without goods; it goes back of
// the payment by its refund of that number. entry_id is the entry that gave points back,
// return_id what took back taken_back earned points.
func (OrderRefund) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.OrderRefundID{}).Default(mall.NewOrderRefundID),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.Int("number").Immutable(),
		field.Int64("price_points").GoType(mall.Points(0)).Immutable(),
		field.Int64("offset_points").GoType(mall.Points(0)).Immutable(),
		field.Int64("offset_minor").Immutable(),
		field.Int64("cash_minor").Immutable(),
		field.Int64("shipping_minor").Immutable(),
		field.Int64("goodwill_minor").Immutable(),
		field.Int64("taken_back").GoType(mall.Points(0)).Immutable(),
		field.UUID("payment_id", mall.PaymentID{}).Optional().Nillable().Immutable(),
		field.Int("payment_refund").Optional().Nillable().Immutable(),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.UUID("return_id", mall.ReturnID{}).Optional().Nillable().Immutable(),
		field.String("reason").Immutable().MaxLen(500),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("refunded_at").Immutable(),
	}
}

// Indexes of a refund.
func (OrderRefund) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id", "number").Unique()}
}

// OrderRefundLine is pieces of an order's line that came back, or were given up.
type OrderRefundLine struct{ ent.Schema }

// Annotations name the table.
func (OrderRefundLine) Annotations() []schema.Annotation {
	return table("order_refund_lines", map[string]string{"order_refund_lines_quantity": "quantity > 0"})
}

// Fields of pieces. restocked says that they can be had again.
func (OrderRefundLine) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.UUID("refund_id", mall.OrderRefundID{}).Immutable(),
		field.UUID("order_line_id", mall.OrderLineID{}).Immutable(),
		field.Int("quantity").Immutable(),
		field.Bool("restocked").Immutable(),
	}
}

// Indexes of pieces.
func (OrderRefundLine) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id"), index.Fields("refund_id", "order_line_id").Unique()}
}
