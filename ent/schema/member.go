package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Member is a person who collects points.
type Member struct{ ent.Schema }

// Annotations name the table.
func (Member) Annotations() []schema.Annotation { return table("members", nil) }

// Fields of a member. A member without a login came from a till or an import. The
// referral code is made when it is first asked for. The tier is reviewed at tier_until
// (null: never); tier_granted is true when staff gave it. tier_window_first and
// tier_window_last are the days whose sums the review will judge, those of grace apart, by
// the tier program of the day on which the tier was reached or kept; null: none was kept.
// merit_tier is the tier whose threshold the member reached and was paid for, whatever staff
// gave; null: it is tier_id, or the lowest where staff gave that. tags_since is when the tags changed last; null: never.
// folded is what searches look in: the name, the login, the external reference, the phone
// number and the e-mail address, a line each, as mall.Fold makes them. phone and email were
// proven by a code, and sign the member in; login was not, and may look like one. birthday_set_at
// is when the birthday was stated last. card_number is made when the card is first asked for, and
// card_secret with it. Who was frozen at frozen_at may look and no more. Of whom deleted_at is
// set, nothing personal is kept. last_active_at is when the member signed in or refreshed last.
// version counts the changes of the profile, from 1.
func (Member) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.MemberID{}).Default(mall.NewMemberID),
		field.String("external_ref").Optional().Nillable().Unique().MaxLen(128).Annotations(isPersonal),
		field.String("login").Optional().Nillable().Unique().MaxLen(254).Annotations(isPersonal),
		field.String("password_hash").Optional().Nillable().Sensitive(),
		field.String("display_name").MaxLen(128).Annotations(isPersonal),
		field.Text("folded").Default("").Annotations(isPersonal),
		field.String("tier_id").Default("normal"),
		field.String("referral_code").Optional().Nillable().Unique().MaxLen(16).Annotations(isPersonal),
		field.Time("tier_since").Optional().Nillable(),
		field.Time("tier_until").Optional().Nillable(),
		field.Bool("tier_granted").Default(false),
		field.Other("tier_window_first", mall.Date{}).SchemaType(dateType).Optional().Nillable(),
		field.Other("tier_window_last", mall.Date{}).SchemaType(dateType).Optional().Nillable(),
		field.String("merit_tier").Optional().Nillable().MaxLen(32),
		field.JSON("tags", []string{}).Optional(),
		field.Time("tags_since").Optional().Nillable(),
		field.String("phone").Optional().Nillable().Unique().MaxLen(16).Annotations(isPersonal),
		field.String("email").Optional().Nillable().Unique().MaxLen(254).Annotations(isPersonal),
		field.Other("birthday", mall.Date{}).SchemaType(dateType).Optional().Nillable().Annotations(isPersonal),
		field.Time("birthday_set_at").Optional().Nillable(),
		field.String("gender").GoType(mall.Gender("")).Optional().Nillable().MaxLen(16).Annotations(isPersonal),
		field.UUID("avatar_id", mall.PictureID{}).Optional().Nillable().Annotations(isPersonal),
		field.String("card_number").Optional().Nillable().Unique().MaxLen(16).Annotations(isPersonal),
		field.Bytes("card_secret").Optional().Nillable().Sensitive(),
		field.Time("frozen_at").Optional().Nillable(),
		field.String("frozen_reason").Optional().Nillable().MaxLen(500).Annotations(isPersonal),
		field.String("frozen_by").Optional().Nillable().MaxLen(40),
		field.Time("deleted_at").Optional().Nillable(),
		field.Time("last_active_at").Optional().Nillable(),
		field.Int("version").Default(1),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Edges of a member.
func (Member) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("tier", Tier.Type).Field("tier_id").Unique().Required(),
	}
}

// Indexes of a member: whose tier is to be reviewed; who can sign in, for replays of
// sign-ups; whose texts are still to be folded.
func (Member) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("tier_until").StorageKey("members_tier_until").Annotations(entsql.IndexWhere("tier_until IS NOT NULL")),
		index.Fields("created_at", "id").StorageKey("members_sign_ups").Annotations(entsql.IndexWhere("login IS NOT NULL")),
		index.Fields("id").StorageKey("members_not_folded").Annotations(entsql.IndexWhere("length(folded) = 0")),
	}
}

// TagChange is a change of a member's tags: events go by the tags of when they happened.
type TagChange struct{ ent.Schema }

// Annotations name the table.
func (TagChange) Annotations() []schema.Annotation { return table("tag_changes", nil) }

// Fields of a change of tags.
func (TagChange) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.JSON("from_tags", []string{}).Immutable(),
		field.JSON("to_tags", []string{}).Immutable(),
		field.Time("changed_at").Immutable(),
	}
}

// Indexes of a change of tags.
func (TagChange) Indexes() []ent.Index { return []ent.Index{index.Fields("member_id", "id")} }
