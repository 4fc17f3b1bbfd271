package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Budget is how many points the rules of a campaign give together at most. Its id is the
// campaign's.
type Budget struct{ ent.Schema }

// Annotations name the table.
func (Budget) Annotations() []schema.Annotation {
	return table("budgets", map[string]string{"budgets_left": "left_over >= 0 and left_over <= points"})
}

// Fields of a budget. left_over are the points that are neither given nor in slices.
func (Budget) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CampaignID{}).Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Int64("left_over").GoType(mall.Points(0)),
	}
}

// BudgetSlice is a part of a budget from which one group at a time spends, so that groups do not
// wait for each other.
type BudgetSlice struct{ ent.Schema }

// Annotations name the table.
func (BudgetSlice) Annotations() []schema.Annotation {
	return table("budget_slices", map[string]string{"budget_slices_points": "points >= 0"})
}

// Fields of a slice. points are those that are left of it; spent_at is when some were spent last.
func (BudgetSlice) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.Int64("points").GoType(mall.Points(0)),
		field.Time("spent_at"),
	}
}

// Indexes of a slice: those of a campaign.
func (BudgetSlice) Indexes() []ent.Index { return []ent.Index{index.Fields("campaign_id", "id")} }
