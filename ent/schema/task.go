package schema

import (
	"encoding/json"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Task is one version of a task that members can do.
type Task struct{ ent.Schema }

// Annotations name the table.
func (Task) Annotations() []schema.Annotation {
	return table("tasks", map[string]string{"tasks_version": "version > 0", "tasks_revision": "revision > 0"})
}

// Fields of a task. definition holds its steps and the rest as package task has them;
// versions, revisions, active_code and draft_code are as those of a rule.
func (Task) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.TaskID{}).Default(mall.NewTaskID),
		field.String("code").Immutable().MaxLen(64),
		field.Int("version").Immutable(),
		field.Int("revision").Default(1),
		field.String("status").GoType(mall.RuleStatus("")),
		field.String("active_code").Optional().Nillable().Unique().MaxLen(64),
		field.String("draft_code").Optional().Nillable().Unique().MaxLen(64),
		text("name"),
		field.JSON("definition", json.RawMessage{}),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.String("updated_by").MaxLen(40),
		field.Time("updated_at"),
	}
}

// Indexes of a task.
func (Task) Indexes() []ent.Index {
	return []ent.Index{index.Fields("code", "version").Unique()}
}

// TaskProgress is how far a member is with a task in one period.
type TaskProgress struct{ ent.Schema }

// Annotations name the table.
func (TaskProgress) Annotations() []schema.Annotation {
	return table("task_progress", map[string]string{"task_progress_points": "points >= 0"})
}

// Fields of a member's progress. period names a window of the mall's calendar and is
// empty for a task that is done once; version is that of the task which moved it last.
// points are what completing it paid. The grant for that has the id of the progress.
func (TaskProgress) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.TaskProgressID{}).Default(mall.NewTaskProgressID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("task_code").Immutable().MaxLen(64),
		field.String("period").Default("").Immutable().MaxLen(10),
		field.Int("version"),
		field.JSON("steps", json.RawMessage{}),
		field.Time("completed_at").Optional().Nillable(),
		field.Int64("points").GoType(mall.Points(0)).Default(0),
		field.Time("updated_at"),
	}
}

// Indexes of a member's progress.
func (TaskProgress) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "task_code", "period").Unique(),
		index.Fields("completed_at", "id").StorageKey("task_progress_completed").Annotations(entsql.IndexWhere("completed_at IS NOT NULL")), // replays
	}
}
