package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
)

// Setting is one fact about the mall itself, such as its currency.
type Setting struct{ ent.Schema }

// Annotations name the table.
func (Setting) Annotations() []schema.Annotation { return table("settings", nil) }

// Fields of a setting. The id is its name.
func (Setting) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(64),
		field.String("value"),
	}
}
