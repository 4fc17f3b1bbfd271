package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Picture is a picture that was uploaded. Its files lie in the media store.
type Picture struct{ ent.Schema }

// Annotations name the table.
func (Picture) Annotations() []schema.Annotation {
	return table("pictures", map[string]string{"pictures_size": "width > 0 and height > 0"})
}

// Fields of a picture. hash is the SHA-256 of the upload, in hex; width and height are those of
// the largest file, in pixels, and widths all of the widths that there are files of. state says
// whether its files are there. unused_since is from when nothing shows it; null while something
// does.
func (Picture) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PictureID{}).Default(mall.NewPictureID).Immutable(),
		field.String("hash").MaxLen(64).Immutable(),
		field.Int("width").Immutable(),
		field.Int("height").Immutable(),
		field.JSON("widths", []int{}).Immutable(),
		field.String("state").GoType(mall.PictureState("")).MaxLen(16),
		field.String("uploaded_by").MaxLen(40).Immutable(),
		field.Time("uploaded_at").Immutable(),
		field.Time("unused_since").Optional().Nillable(),
	}
}

// Indexes of a picture: by what was uploaded, and of those that nothing shows.
func (Picture) Indexes() []ent.Index {
	return []ent.Index{index.Fields("hash"), index.Fields("unused_since")}
}

// PictureUse says that a product shows a picture.
type PictureUse struct{ ent.Schema }

// Annotations name the table.
func (PictureUse) Annotations() []schema.Annotation { return table("picture_uses", nil) }

// Fields of a use.
func (PictureUse) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("picture_id", mall.PictureID{}).Immutable(),
		field.UUID("product_id", mall.ProductID{}).Immutable(),
	}
}

// Indexes of a use.
func (PictureUse) Indexes() []ent.Index {
	return []ent.Index{index.Fields("picture_id"), index.Fields("product_id", "picture_id").Unique()}
}
