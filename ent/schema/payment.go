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

// Payment is one attempt to pay an order with money.
type Payment struct{ ent.Schema }

// Annotations name the table.
func (Payment) Annotations() []schema.Annotation {
	return table("payments", map[string]string{"payments_amount": "amount_minor > 0", "payments_attempt": "attempt > 0"})
}

// Fields of a payment. Attempts of an order count from 1. status follows from the events;
// it stands here for lists. refund_due is when a job is to send money back; null: none is.
// refund_tries counts how often the provider did not do it, refund_failure is what it said last.
func (Payment) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PaymentID{}).Default(mall.NewPaymentID),
		field.UUID("order_id", mall.OrderID{}).Immutable(),
		field.Int("attempt").Immutable(),
		field.String("method").GoType(mall.PaymentMethod("")).Immutable().MaxLen(16),
		field.Int64("amount_minor").Immutable(),
		field.String("currency").GoType(mall.Currency("")).Immutable().MaxLen(3),
		field.String("status").GoType(mall.PaymentStatus("")),
		field.Int("event_count").Default(1),
		field.Time("expires_at").Immutable(),
		field.Time("requested_at").Immutable(),
		field.Time("refund_due").Optional().Nillable(),
		field.Int("refund_tries").Default(0),
		field.String("refund_failure").Default("").MaxLen(500),
	}
}

// Indexes of a payment.
func (Payment) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("order_id", "attempt").Unique(),
		index.Fields("refund_due").StorageKey("payments_refund_due").Annotations(entsql.IndexWhere("refund_due IS NOT NULL")),
	}
}

// PaymentEvent is one thing that happened to a payment. Events are never changed.
type PaymentEvent struct{ ent.Schema }

// Annotations name the table.
func (PaymentEvent) Annotations() []schema.Annotation {
	return table("payment_events", map[string]string{"payment_events_amount": "amount_minor >= 0"})
}

// Fields of an event. Those of a payment are numbered from 1; amount_minor is the money that
// it is about, in the payment's currency.
func (PaymentEvent) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("payment_id", mall.PaymentID{}).Immutable(),
		field.Int("number").Immutable(),
		field.String("kind").GoType(mall.PaymentEventKind("")).Immutable(),
		field.Int64("amount_minor").Default(0).Immutable(),
		field.String("note").Default("").Immutable().MaxLen(500),
		field.Time("happened_at").Immutable(),
	}
}

// Indexes of an event.
func (PaymentEvent) Indexes() []ent.Index {
	return []ent.Index{index.Fields("payment_id", "number").Unique()}
}
