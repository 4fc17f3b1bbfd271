package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// Staff is a user of the operator.
type Staff struct{ ent.Schema }

// Annotations name the table.
func (Staff) Annotations() []schema.Annotation { return table("staff", nil) }

// Fields of a staff user. Who was disabled at disabled_at cannot sign in, and their tokens
// are not good; null: they can.
func (Staff) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.StaffID{}).Default(mall.NewStaffID),
		field.String("name").Unique().MaxLen(128),
		field.String("login").Unique().MaxLen(254),
		field.String("password_hash").Sensitive(),
		field.JSON("permissions", []mall.Permission{}).StorageKey("grants"),
		field.Time("disabled_at").Optional().Nillable(),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}
