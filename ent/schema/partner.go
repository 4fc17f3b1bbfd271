package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// Partner is a brand that works with the mall.
type Partner struct{ ent.Schema }

// Annotations name the table.
func (Partner) Annotations() []schema.Annotation { return table("partners", nil) }

// Fields of a partner. Permissions bound what its keys may carry. display_name is what
// people read; null: the name. No key or token of a partner is good that was disabled at
// disabled_at. version counts the changes by staff.
func (Partner) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PartnerID{}).Default(mall.NewPartnerID),
		field.String("name").Unique().MaxLen(128),
		field.Other("display_name", mall.Text{}).SchemaType(textType).Optional().Nillable(),
		field.JSON("permissions", []mall.Permission{}).StorageKey("grants"),
		field.Time("disabled_at").Optional().Nillable(),
		field.Int("version").Default(1),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Edges of a partner.
func (Partner) Edges() []ent.Edge {
	return []ent.Edge{edge.To("keys", APIKey.Type)}
}

// APIKey lets a partner's machine in. Only its hash is kept.
type APIKey struct{ ent.Schema }

// Annotations name the table.
func (APIKey) Annotations() []schema.Annotation { return table("api_keys", nil) }

// Fields of an API key. Its quota is how many calls it may make on a day of the mall's. It
// is good until revoked_at, which may be to come; null: for ever.
func (APIKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.APIKeyID{}).Default(mall.NewAPIKeyID),
		field.UUID("partner_id", mall.PartnerID{}).Immutable(),
		field.Bytes("hash").Unique().Sensitive(),
		field.String("label").MaxLen(128),
		field.JSON("permissions", []mall.Permission{}).StorageKey("grants"),
		field.Int("daily_quota").Optional().Nillable().Positive(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("revoked_at").Optional().Nillable(),
	}
}

// Edges of an API key.
func (APIKey) Edges() []ent.Edge {
	return []ent.Edge{edge.From("partner", Partner.Type).Ref("keys").Field("partner_id").Unique().Required().Immutable()}
}

// Indexes of an API key.
func (APIKey) Indexes() []ent.Index { return []ent.Index{index.Fields("partner_id", "id")} }

// KeyUsage is what an API key has asked for on one day.
type KeyUsage struct{ ent.Schema }

// Annotations name the table.
func (KeyUsage) Annotations() []schema.Annotation { return table("key_usages", nil) }

// Fields of a usage. The day is YYYY-MM-DD, in the mall's time zone; cost is that of the
// calls together; refused counts those that the quota did not let.
func (KeyUsage) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("api_key_id", mall.APIKeyID{}).Immutable(),
		field.String("day").MaxLen(10).Immutable(),
		field.Int("calls"),
		field.Int64("cost"),
		field.Int("refused"),
	}
}

// Indexes of a usage.
func (KeyUsage) Indexes() []ent.Index { return []ent.Index{index.Fields("api_key_id", "day").Unique()} }
