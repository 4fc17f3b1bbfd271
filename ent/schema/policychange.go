package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// PolicyChange is one change of what holds for a points currency.
type PolicyChange struct{ ent.Schema }

// Annotations name the table.
func (PolicyChange) Annotations() []schema.Annotation { return table("policy_changes", nil) }

// Fields of a change. The id is the currency and the version that the change made: POINTS/2.
func (PolicyChange) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().MaxLen(48),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
		field.Int("version").Immutable(),
		field.String("changed_by").Immutable().MaxLen(40),
		field.Time("changed_at").Immutable(),
		field.JSON("before", mall.PointsPolicy{}).Immutable(),
		field.JSON("after", mall.PointsPolicy{}).Immutable(),
	}
}
