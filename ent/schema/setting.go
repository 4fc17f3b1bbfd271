package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
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

// SettingChange is one change of settings.
type SettingChange struct{ ent.Schema }

// Annotations name the table.
func (SettingChange) Annotations() []schema.Annotation { return table("setting_changes", nil) }

// Fields of a change. The id is the version that it made: 2 is the first change's, since 1
// is what a mall begins with.
func (SettingChange) Fields() []ent.Field {
	return []ent.Field{
		field.Int("id").Immutable().Annotations(entsql.Annotation{Incremental: new(false)}),
		field.String("changed_by").Immutable(),
		field.Time("changed_at").Default(time.Now).Immutable(),
		field.JSON("steps", []mall.SettingStep{}).Immutable(),
	}
}
