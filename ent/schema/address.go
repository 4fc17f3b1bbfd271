package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Address is where a member has orders sent. Orders keep copies.
type Address struct{ ent.Schema }

// Annotations name the table.
func (Address) Annotations() []schema.Annotation { return table("addresses", nil) }

// Fields of an address. version counts its changes from 1.
func (Address) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.AddressID{}).Default(mall.NewAddressID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.JSON("postal", mall.PostalAddress{}).Annotations(isPersonal),
		field.Bool("is_default").Default(false),
		field.Int("version").Default(1),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Indexes of an address: a member's, and the one that goes without saying.
func (Address) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "id"),
		index.Fields("member_id").Unique().StorageKey("addresses_default").Annotations(entsql.IndexWhere("is_default")),
	}
}
