package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// Partner is a brand that works with the mall.
type Partner struct{ ent.Schema }

// Annotations name the table.
func (Partner) Annotations() []schema.Annotation { return table("partners", nil) }

// Fields of a partner. Grants bound what its keys may carry.
func (Partner) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PartnerID{}).Default(mall.NewPartnerID),
		field.String("name").Unique().MaxLen(128),
		field.JSON("grants", []mall.Grant{}),
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

// Fields of an API key.
func (APIKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.APIKeyID{}).Default(mall.NewAPIKeyID),
		field.UUID("partner_id", mall.PartnerID{}).Immutable(),
		field.Bytes("hash").Unique().Sensitive(),
		field.String("label").MaxLen(128),
		field.JSON("grants", []mall.Grant{}),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("revoked_at").Optional().Nillable(),
	}
}

// Edges of an API key.
func (APIKey) Edges() []ent.Edge {
	return []ent.Edge{edge.From("partner", Partner.Type).Ref("keys").Field("partner_id").Unique().Required().Immutable()}
}
