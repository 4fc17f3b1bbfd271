package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Export is a list that is written to a file for staff.
type Export struct{ ent.Schema }

// Annotations name the table.
func (Export) Annotations() []schema.Annotation {
	return table("exports", map[string]string{
		"exports_rows":    "rows >= 0",
		"exports_working": "working = (status = 'RUNNING')",
	})
}

// Fields of an export. rows counts what was written so far. file_id is the file, once it is
// whole. holder works on it until held_until.
func (Export) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ExportID{}).Default(mall.NewExportID).Immutable(),
		field.String("list").GoType(mall.ExportList("")).MaxLen(16).Immutable(),
		field.String("format").GoType(mall.ExportFormat("")).MaxLen(8).Immutable(),
		field.JSON("filter", mall.ExportFilter{}).Immutable(),
		field.String("status").GoType(mall.ExportStatus("")).MaxLen(16),
		field.Bool("working"),
		field.Int("rows").Default(0),
		field.UUID("file_id", mall.FileID{}).Optional().Nillable(),
		field.String("holder").Default("").MaxLen(64),
		field.Time("held_until").Optional().Nillable(),
		field.Int("failures").Default(0),
		field.String("created_by").MaxLen(40).Immutable(),
		field.Time("created_at").Immutable(),
		field.Time("ended_at").Optional().Nillable(),
		field.Time("expires_at").Optional().Nillable(),
	}
}

// Indexes of an export: what is to be worked on; whose they are.
func (Export) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("id").StorageKey("exports_working").Annotations(entsql.IndexWhere("working")),
		index.Fields("created_by", "id"),
	}
}
