package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// ShippingTemplate is what sending goods costs by.
type ShippingTemplate struct{ ent.Schema }

// Annotations name the table.
func (ShippingTemplate) Annotations() []schema.Annotation {
	return table("shipping_templates", map[string]string{"shipping_templates_version": "version > 0"})
}

// Fields of a template. version counts its changes.
func (ShippingTemplate) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ShippingTemplateID{}).Default(mall.NewShippingTemplateID),
		text("name"),
		field.JSON("rates", mall.ShippingRates{}),
		field.Int("version").Default(1),
		field.String("updated_by").MaxLen(40),
		field.Time("updated_at").Default(time.Now),
	}
}
