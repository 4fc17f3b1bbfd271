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

// Outbox holds the signals of one transaction until they are announced.
type Outbox struct{ ent.Schema }

// Annotations name the table.
func (Outbox) Annotations() []schema.Annotation { return table("outbox", nil) }

// Fields of an outbox row: only topics and ids; readers fetch the state itself.
func (Outbox) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.JSON("events", []mall.Signal{}).Immutable(),
	}
}

// IdempotencyRecord remembers the outcome of a request that moved points and
// made nothing that could carry the key itself.
type IdempotencyRecord struct{ ent.Schema }

// Annotations name the table.
func (IdempotencyRecord) Annotations() []schema.Annotation { return table("idempotency_records", nil) }

// Fields of an idempotency record. result names what the request made.
func (IdempotencyRecord) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.String("actor").Immutable().MaxLen(40),
		field.String("operation").Immutable().MaxLen(40),
		field.String("idempotency_key").Immutable().MaxLen(128),
		field.String("fingerprint").Immutable().MaxLen(44),
		field.String("result").Immutable(),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Indexes of an idempotency record.
func (IdempotencyRecord) Indexes() []ent.Index {
	return []ent.Index{index.Fields("actor", "operation", "idempotency_key").Unique()}
}
