package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Campaign is something that members can take part in for a time.
type Campaign struct{ ent.Schema }

// Annotations name the table.
func (Campaign) Annotations() []schema.Annotation {
	return table("campaigns", map[string]string{"campaigns_time": "starts_at < ends_at"})
}

// Fields of a campaign. rules is what members are told; version counts what staff did with it, from 1.
func (Campaign) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CampaignID{}).Default(mall.NewCampaignID),
		field.String("slug").Unique().Immutable().MaxLen(64),
		field.String("kind").GoType(mall.CampaignKind("")).Immutable(),
		text("name"),
		text("rules"),
		field.Time("starts_at").Immutable(),
		field.Time("ends_at").Immutable(),
		field.String("status").GoType(mall.CampaignStatus("")).Default(string(mall.CampaignDraft)),
		field.Int("version").Default(1),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Indexes of a campaign: the lists of those that members see, the newest first.
func (Campaign) Indexes() []ent.Index { return []ent.Index{index.Fields("status", "id")} }

// CampaignChange is a step of a campaign from one state to another.
type CampaignChange struct{ ent.Schema }

// Annotations name the table.
func (CampaignChange) Annotations() []schema.Annotation { return table("campaign_changes", nil) }

// Fields of a step. version is the campaign's after it: steps that only time makes leave it.
func (CampaignChange) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.Int("version").Immutable(),
		field.String("status").GoType(mall.CampaignStatus("")).Immutable(),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("changed_at").Immutable(),
	}
}

// Indexes of a step.
func (CampaignChange) Indexes() []ent.Index {
	return []ent.Index{index.Fields("campaign_id", "id")}
}
