package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
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
		field.JSON("threshold", mall.TierThreshold{}).Optional(),
		field.JSON("rights", mall.TierRights{}).Optional(),
		field.Int("version").Default(1),
	}
}

// TierChange is a step of a member from one tier to another.
type TierChange struct{ ent.Schema }

// Annotations name the table.
func (TierChange) Annotations() []schema.Annotation { return table("tier_changes", nil) }

// Fields of a step. actor is who granted the tier, or "system". merit is the tier whose
// threshold was reached by a step of the causes QUALIFIED and REACHED, or counts as reached
// again by one of the cause CORRECTED; null: another cause, or
// the step is older than the column. purchase_id is the purchase that led to it, or whose
// goods came back.
func (TierChange) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.TierChangeID{}).Default(mall.NewTierChangeID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("from_tier").Immutable().MaxLen(32),
		field.String("to_tier").Immutable().MaxLen(32),
		field.String("cause").GoType(mall.TierCause("")).Immutable(),
		field.String("note").Default("").Immutable().MaxLen(500),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("until").Optional().Nillable().Immutable(),
		field.String("merit").Optional().Nillable().Immutable().MaxLen(32),
		field.UUID("purchase_id", mall.PurchaseID{}).Optional().Nillable().Immutable(),
		field.Time("changed_at").Immutable(),
	}
}

// Indexes of a step.
func (TierChange) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "id"),
		index.Fields("changed_at", "id"), // replays
	}
}
