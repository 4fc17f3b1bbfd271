package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
)

// Tier is a level of membership.
type Tier struct{ ent.Schema }

// Annotations name the table.
func (Tier) Annotations() []schema.Annotation { return table("tiers", nil) }

// Fields of a tier. The id is its code; a higher rank includes every lower one's rights.
func (Tier) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(32).Comment("the code, such as silver"),
		text("name"),
		field.Int("rank").Unique(),
	}
}
