package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// SigningKey signs access tokens; servers on one database share it.
type SigningKey struct{ ent.Schema }

// Annotations name the table.
func (SigningKey) Annotations() []schema.Annotation { return table("signing_keys", nil) }

// Fields of a signing key.
func (SigningKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SigningKeyID{}).Default(mall.NewSigningKeyID),
		field.Bytes("secret").Sensitive().Immutable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("retired_at").Optional().Nillable(),
	}
}
