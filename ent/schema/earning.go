package schema

import (
	"encoding/json"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// dateType is a calendar day, which a mall.Date itself reads and writes.
var dateType = map[string]string{dialect.Postgres: "date", dialect.SQLite: "date"}

// EarningRule is one version of a rule by which events earn points.
type EarningRule struct{ ent.Schema }

// Annotations name the table.
func (EarningRule) Annotations() []schema.Annotation {
	return table("earning_rules", map[string]string{"earning_rules_version": "version > 0", "earning_rules_revision": "revision > 0"})
}

// Fields of a rule. definition holds trigger, condition, effect and the rest as
// package rule has them; an active or retired version is never changed. revision
// counts the edits of a draft. active_code and draft_code are the code while the
// version is that, else null: so a code has one active version and one draft at most.
// campaign_id is the campaign that owns the rule; null: staff look after it by itself. One that
// is paused earns nothing for a while.
func (EarningRule) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.RuleID{}).Default(mall.NewRuleID),
		field.String("code").Immutable().MaxLen(64),
		field.Int("version").Immutable(),
		field.Int("revision").Default(1),
		field.String("status").GoType(mall.RuleStatus("")),
		field.String("active_code").Optional().Nillable().Unique().MaxLen(64),
		field.String("draft_code").Optional().Nillable().Unique().MaxLen(64),
		text("name"),
		field.String("trigger").GoType(mall.Trigger("")),
		field.JSON("definition", json.RawMessage{}),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.String("updated_by").MaxLen(40),
		field.Time("updated_at"),
		field.String("activated_by").Optional().Nillable().MaxLen(40),
		field.Time("activated_at").Optional().Nillable(),
		field.String("retired_by").Optional().Nillable().MaxLen(40),
		field.Time("retired_at").Optional().Nillable(),
		field.UUID("campaign_id", mall.CampaignID{}).Optional().Nillable().Immutable(),
		field.Bool("paused").Default(false),
	}
}

// Indexes of a rule.
func (EarningRule) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code", "version").Unique(),
	}
}

// EarningGrant is what one event earned, rule by rule.
type EarningGrant struct{ ent.Schema }

// Annotations name the table.
func (EarningGrant) Annotations() []schema.Annotation {
	return table("grants", map[string]string{"grants_points": "points >= 0"})
}

// Fields of a grant. The id is that of the purchase, activity or check-in that
// earned, or of the member who signed up; a top-up has one of its own, and so has what a
// task or a referral earns again after a return undid it: subject_id is the task's progress
// or the referral then. parts and lines are as package grant has them. qualifying are those
// of the points that count for tiers; null: all, the grant is older than the distinction.
// purchase_id is the purchase that led to what earned; null: it is one itself, or none did.
func (EarningGrant) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.GrantID{}).Default(mall.NewGrantID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("trigger").GoType(mall.Trigger("")).Immutable(),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.JSON("parts", json.RawMessage{}).Immutable(),
		field.JSON("lines", []mall.Points{}).Optional().Immutable(),
		field.Int64("qualifying").GoType(mall.Points(0)).Optional().Nillable().Immutable(),
		field.UUID("purchase_id", mall.PurchaseID{}).Optional().Nillable().Immutable(),
		field.UUID("subject_id", mall.GrantID{}).Optional().Nillable().Immutable(),
		field.Time("occurred_at").Immutable(),
	}
}

// Indexes of a grant.
func (EarningGrant) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("entry_id").Unique(),
		index.Fields("purchase_id").StorageKey("grants_caused").Annotations(entsql.IndexWhere("purchase_id IS NOT NULL")),
		index.Fields("subject_id").StorageKey("grants_again").Annotations(entsql.IndexWhere("subject_id IS NOT NULL")),
	}
}

// Fall is what an event earned, taken back because goods came back, or an activity was undone,
// without which the event would not have been.
type Fall struct{ ent.Schema }

// Annotations name the table.
func (Fall) Annotations() []schema.Annotation {
	return table("falls", map[string]string{
		"falls_taken": "own >= 0 and other >= 0 and debt >= 0 and own + other + debt <= points",
		"falls_cause": "return_id is not null and purchase_id is not null and correction_id is null or return_id is null and purchase_id is null and correction_id is not null",
	})
}

// Fields of a fall. The id is that of the grant that fell, or of the step between tiers that
// earned nothing. points are what the grant gave; own, other and debt say where they were
// taken, as those of a return do. return_id is the return of the purchase that had it fall, or
// correction_id the correction by which staff undid an activity. Where staff undid the return,
// what fell stands again: grant_id is it then, and the id a new one, so that it may fall once
// more; given_entry_id is the entry that gave back what was taken.
func (Fall) Fields() []ent.Field {
	points := func(name string) ent.Field {
		return field.Int64(name).GoType(mall.Points(0)).Default(0).Immutable()
	}
	return []ent.Field{
		field.UUID("id", mall.GrantID{}),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.UUID("purchase_id", mall.PurchaseID{}).Optional().Nillable().Immutable(),
		field.UUID("return_id", mall.ReturnID{}).Optional().Nillable().Immutable(),
		points("points"),
		points("own"),
		points("other"),
		points("debt"),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.Time("fallen_at").Immutable(),
		field.UUID("correction_id", mall.CorrectionID{}).Optional().Nillable().Immutable(),
		field.UUID("grant_id", mall.GrantID{}).Optional().Nillable(),
		field.UUID("given_entry_id", mall.EntryID{}).Optional().Nillable(),
	}
}

// Indexes of a fall: replays.
func (Fall) Indexes() []ent.Index { return []ent.Index{index.Fields("member_id")} }

// CapCounter counts what a rule's cap has let through in one window.
type CapCounter struct{ ent.Schema }

// Annotations name the table.
func (CapCounter) Annotations() []schema.Annotation {
	return table("cap_counters", map[string]string{"cap_counters_points": "points >= 0", "cap_counters_times": "times >= 0"})
}

// Fields of a counter. The id says whose it is: rule, period, window and member.
func (CapCounter) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(200),
		field.Int64("points").GoType(mall.Points(0)),
		field.Int64("times"),
	}
}

// Growth is what a member's history comes to.
type Growth struct{ ent.Schema }

// Annotations name the table.
func (Growth) Annotations() []schema.Annotation {
	return table("growth", map[string]string{"growth_purchases": "purchases >= 0"})
}

// Fields of a member's growth. spent_minor is in the mall's currency; activities
// counts events by their kind.
func (Growth) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.MemberID{}).StorageKey("member_id"),
		field.Time("first_purchase_at").Optional().Nillable(),
		field.Time("last_activity_at"),
		field.Int64("purchases").Default(0),
		field.Int64("spent_minor").Default(0),
		field.JSON("activities", map[string]int64{}).Optional(),
	}
}

// MemberDay is what a member did on one day of the mall's calendar.
type MemberDay struct{ ent.Schema }

// Annotations name the table.
func (MemberDay) Annotations() []schema.Annotation { return table("member_days", nil) }

// Fields of a member's day. earned are the points of the day's events, qualifying those of
// them that count for tiers; null: all, the day is older than the distinction.
func (MemberDay) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.Other("day", mall.Date{}).SchemaType(dateType).Immutable(),
		field.Int64("purchases").Default(0),
		field.Int64("spent_minor").Default(0),
		field.Int64("earned").GoType(mall.Points(0)).Default(0),
		field.Int64("qualifying").GoType(mall.Points(0)).Optional().Nillable(),
	}
}

// Indexes of a member's day.
func (MemberDay) Indexes() []ent.Index {
	return []ent.Index{index.Fields("member_id", "day").Unique()}
}

// Activity is something a member did, other than buying and checking in, that may
// earn points. The number that its source gave it counts once.
type Activity struct{ ent.Schema }

// Annotations name the table.
func (Activity) Annotations() []schema.Annotation {
	return table("activities", map[string]string{"activities_points": "points >= 0"})
}

// Fields of an activity. source is "mall" or the partner that reported it; name is
// that of a custom event. moved_to is the same activity, recorded for another member.
func (Activity) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ActivityID{}).Default(mall.NewActivityID),
		field.String("source").Immutable().MaxLen(40),
		field.String("external_ref").Immutable().MaxLen(128),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("trigger").GoType(mall.Trigger("")).Immutable(),
		field.String("name").Default("").Immutable().MaxLen(64),
		field.JSON("details", json.RawMessage{}).Optional().Immutable(),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.String("fingerprint").Immutable().MaxLen(44),
		field.Time("occurred_at").Immutable(),
		field.Time("recorded_at").Default(time.Now).Immutable(),
		field.UUID("moved_to", mall.ActivityID{}).Optional().Nillable(),
	}
}

// Indexes of an activity. One that was moved leaves its number to the one that stands for it.
func (Activity) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("source", "external_ref").Unique().Annotations(entsql.IndexWhere("moved_to IS NULL")),
		index.Fields("occurred_at", "id"), // replays
		index.Fields("member_id", "occurred_at"),
	}
}

// CheckIn is one day on which a member checked in, in the mall's zone.
type CheckIn struct{ ent.Schema }

// Annotations name the table.
func (CheckIn) Annotations() []schema.Annotation {
	return table("check_ins", map[string]string{"check_ins_streak": "streak > 0", "check_ins_points": "points >= 0"})
}

// Fields of a check-in. streak is the day's place in its unbroken row of days, as it
// is now; points are all that the day earned. paid is what a made-up day cost.
func (CheckIn) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CheckInID{}).Default(mall.NewCheckInID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.Other("day", mall.Date{}).SchemaType(dateType).Immutable(),
		field.Int("streak"),
		field.Int64("points").GoType(mall.Points(0)),
		field.Bool("made_up").Default(false).Immutable(),
		field.Int64("paid").GoType(mall.Points(0)).Default(0).Immutable(),
		field.String("idempotency_key").Immutable().MaxLen(128),
		field.Time("recorded_at").Default(time.Now).Immutable(),
	}
}

// Indexes of a check-in.
func (CheckIn) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "day").Unique(),
		index.Fields("member_id", "idempotency_key").Unique(),
		index.Fields("day", "id"), // replays
	}
}
