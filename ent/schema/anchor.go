package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"pointsmall/mall"
)

// Anchor is a statement of how far all members' books went at one moment.
type Anchor struct{ ent.Schema }

// Annotations name the table.
func (Anchor) Annotations() []schema.Annotation { return table("anchors", nil) }

// Fields of an anchor. The id counts from 1 without a gap. sum is the sum of the seals of all
// rows of anchor_heads, mac seals the anchor itself and the mac of the one before it.
func (Anchor) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable().Annotations(entsql.Annotation{Incremental: new(false)}),
		field.Time("made_at").Immutable(),
		field.Int64("accounts").Immutable(),
		field.Int64("entries").Immutable(),
		field.String("sum").Immutable().MaxLen(64),
		field.String("mac").Immutable().MaxLen(64),
	}
}

// AnchorHead is the newest entry of an account, as the newest anchor found it.
type AnchorHead struct{ ent.Schema }

// Annotations name the table.
func (AnchorHead) Annotations() []schema.Annotation { return table("anchor_heads", nil) }

// Fields of a head. The id is the account's.
func (AnchorHead) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.AccountID{}).Immutable(),
		field.Int64("seq"),
		field.String("hash").MaxLen(45),
	}
}
