package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// Category is a node of the catalog's tree.
type Category struct{ ent.Schema }

// Annotations name the table.
func (Category) Annotations() []schema.Annotation { return table("categories", nil) }

// Fields of a category. position orders those below one parent. version counts the changes by staff.
func (Category) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CategoryID{}).Default(mall.NewCategoryID),
		field.String("slug").Unique().MaxLen(128),
		text("name"),
		field.Int("position").Default(0),
		field.Int("version").Default(1),
		field.UUID("parent_id", mall.CategoryID{}).Optional().Nillable(),
	}
}

// Edges of a category.
func (Category) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", Category.Type).From("parent").Field("parent_id").Unique(),
		edge.To("products", Product.Type),
	}
}
