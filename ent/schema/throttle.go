package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Throttle counts the tries of something that may not be tried often, such as to
// sign in with one login from one address. Rows that say nothing any more are deleted.
type Throttle struct{ ent.Schema }

// Annotations name the table.
func (Throttle) Annotations() []schema.Annotation { return table("throttles", nil) }

// Fields of a throttle. The id is a digest of what is counted: people type passwords
// where a login belongs.
func (Throttle) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(44),
		field.Int("tries").NonNegative(),
		field.Time("since"),
		field.Int("rounds").NonNegative(),
		field.Time("refused_at"),
		field.Time("touched_at"),
	}
}

// Indexes of a throttle.
func (Throttle) Indexes() []ent.Index { return []ent.Index{index.Fields("touched_at")} }
