package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// ImportBatch is a file that is brought in, and how far that is.
type ImportBatch struct{ ent.Schema }

// Annotations name the table.
func (ImportBatch) Annotations() []schema.Annotation {
	return table("import_batches", map[string]string{
		"import_batches_rows":    "done >= 0 and added >= 0 and there >= 0 and rejected >= 0 and undone >= 0 and added + there + rejected <= done",
		"import_batches_working": "working = (status in ('CHECKING', 'RUNNING', 'UNDOING'))",
	})
}

// Fields of an import. options say how its file is read, reading how it was. total counts the
// file's rows, null until that is known; done are those that were worked on: added, there
// already, or rejected; skipped ones count among there. steps counts the steps that are stored; undone the rows that were undone, and
// kept those that could not be. working is true while somebody is to work on it: holder does,
// until held_until. by_command is true where a command works on it, and no server may.
// failures counts those of one step in a row.
func (ImportBatch) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ImportBatchID{}).Default(mall.NewImportBatchID).Immutable(),
		field.String("kind").GoType(mall.ImportKind("")).MaxLen(16).Immutable(),
		field.String("status").GoType(mall.ImportStatus("")).MaxLen(16),
		field.Bool("working"),
		field.String("file_name").MaxLen(255).Immutable(),
		field.String("file_hash").MaxLen(64).Immutable(),
		field.UUID("file_id", mall.FileID{}).Immutable(),
		field.JSON("options", mall.ImportOptions{}).Immutable(),
		field.JSON("reading", mall.ImportReading{}).Optional(),
		field.Int("total").Optional().Nillable(),
		field.Int("steps").Default(0),
		field.Int("done").Default(0),
		field.Int("added").Default(0),
		field.Int("there").Default(0),
		field.Int("rejected").Default(0),
		field.Int("undone").Default(0),
		field.Int("kept").Default(0),
		field.String("holder").Default("").MaxLen(64),
		field.Time("held_until").Optional().Nillable(),
		field.Bool("by_command").Default(false).Immutable(),
		field.Int("failures").Default(0),
		field.Other("failure", mall.Text{}).SchemaType(textType).Optional().Nillable(),
		field.String("created_by").MaxLen(40).Immutable(),
		field.Time("created_at").Immutable(),
		field.Time("started_at").Optional().Nillable(),
		field.Time("ended_at").Optional().Nillable(),
		field.Int("version").Default(1),
	}
}

// Indexes of an import: what is to be worked on.
func (ImportBatch) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("id").StorageKey("import_batches_working").Annotations(entsql.IndexWhere("working")),
	}
}

// ImportStep is what one transaction of an import did.
type ImportStep struct{ ent.Schema }

// Annotations name the table.
func (ImportStep) Annotations() []schema.Annotation {
	return table("import_steps", map[string]string{"import_steps_rows": "done > 0"})
}

// Fields of a step. seq counts an import's steps from 1; done are its rows. made is what was
// added, row by row; rejected are the rows that were not, with their cells and reasons;
// kept is what an undoing left, and why. undone is true once it was undone.
func (ImportStep) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("import_id", mall.ImportBatchID{}).Immutable(),
		field.Int("seq").Immutable(),
		field.Int("done").Immutable(),
		field.JSON("made", []mall.ImportMade{}).Immutable(),
		field.JSON("rejected", []mall.ImportRejected{}).Immutable(),
		field.JSON("kept", []mall.ImportRejected{}).Optional(),
		field.Bool("undone").Default(false),
	}
}

// Indexes of a step: the same step is never taken twice.
func (ImportStep) Indexes() []ent.Index {
	return []ent.Index{index.Fields("import_id", "seq").Unique()}
}

// ImportKey is a row that was imported, of a kind whose records do not tell by themselves
// that it was.
type ImportKey struct{ ent.Schema }

// Annotations name the table.
func (ImportKey) Annotations() []schema.Annotation { return table("import_keys", nil) }

// Fields of a key. The id is a digest of what makes the row the same row. about is the entry
// or the movement that it made.
func (ImportKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("import_id", mall.ImportBatchID{}).Immutable(),
		field.UUID("about", uuid.UUID{}).Immutable(),
	}
}
