package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// File is a file that staff brought, to be imported, or that was made for them.
type File struct{ ent.Schema }

// Annotations name the table.
func (File) Annotations() []schema.Annotation {
	return table("files", map[string]string{"files_size": "size >= 0"})
}

// Fields of a file. size counts its bytes, and hash is their SHA-256 in hex; both are there
// once it is whole. The file is removed at expires_at.
func (File) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.FileID{}).Default(mall.NewFileID).Immutable(),
		field.String("name").MaxLen(255).Immutable(),
		field.Int64("size").Default(0),
		field.String("hash").Default("").MaxLen(64),
		field.Time("made_at").Immutable(),
		field.Time("expires_at"),
	}
}

// Indexes of a file: which are to be removed.
func (File) Indexes() []ent.Index { return []ent.Index{index.Fields("expires_at")} }

// FilePart is a piece of a file's content.
type FilePart struct{ ent.Schema }

// Annotations name the table.
func (FilePart) Annotations() []schema.Annotation { return table("file_parts", nil) }

// Fields of a part. seq counts a file's parts from 1.
func (FilePart) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("file_id", mall.FileID{}).Immutable(),
		field.Int("seq").Immutable(),
		field.Bytes("content").Immutable(),
	}
}

// Indexes of a part.
func (FilePart) Indexes() []ent.Index { return []ent.Index{index.Fields("file_id", "seq").Unique()} }
