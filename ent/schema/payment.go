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
//
// Of an attempt that is begun at a provider, options say how it is paid, client_action what a
// client does to pay, reference what the provider calls it, opened_at since when it is there
// (null: it is not, as far as the mall knows). look_due is when a job looks after it next,
// null where none has to; looks counts how often one has.
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
		field.String("options").Default("").Immutable().MaxLen(2000),
		field.Text("client_action").Default(""),
		field.String("reference").Default("").MaxLen(128),
		field.Time("opened_at").Optional().Nillable(),
		field.Time("look_due").Optional().Nillable(),
		field.Int("looks").Default(0),
	}
}

// Indexes of a payment.
func (Payment) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("order_id", "attempt").Unique(),
		index.Fields("refund_due").StorageKey("payments_refund_due").Annotations(entsql.IndexWhere("refund_due IS NOT NULL")),
		index.Fields("look_due").StorageKey("payments_look_due").Annotations(entsql.IndexWhere("look_due IS NOT NULL")),
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

// PaymentCallback is a call of a provider, as it came. The mall has proved that the provider
// made it.
type PaymentCallback struct{ ent.Schema }

// Annotations name the table.
func (PaymentCallback) Annotations() []schema.Annotation {
	return table("payment_callbacks", map[string]string{"payment_callbacks_tries": "tries >= 0"})
}

// Fields of a callback. event_key is how the provider tells its calls apart. due is when a job
// processes it next, null once it was processed; note says what came of it.
func (PaymentCallback) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.String("method").GoType(mall.PaymentMethod("")).Immutable().MaxLen(16),
		field.String("event_key").Immutable().MaxLen(200),
		field.Text("body").Immutable(),
		field.Time("received_at").Immutable(),
		field.Time("due").Optional().Nillable(),
		field.Int("tries").Default(0),
		field.String("note").Default("").MaxLen(500),
	}
}

// Indexes of a callback.
func (PaymentCallback) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("method", "event_key").Unique(),
		index.Fields("due").StorageKey("payment_callbacks_due").Annotations(entsql.IndexWhere("due IS NOT NULL")),
	}
}
