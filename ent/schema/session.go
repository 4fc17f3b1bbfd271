package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Session is a sign-in: one family of refresh tokens, of which only the newest is good.
type Session struct{ ent.Schema }

// Annotations name the table.
func (Session) Annotations() []schema.Annotation { return table("sessions", nil) }

// Fields of a session. It belongs to a member, a staff user or a partner. token_hash is the
// digest of the newest refresh token; replaced_hash that of the one before, which was
// replaced at replaced_at. The newest is made of the one before and of successor_salt, so
// that whoever has the one before can be given the newest again, and nothing that is stored
// can be used as a token. last_used_at is when tokens were given out last; address and
// user_agent are what was told of the caller then. They are kept of staff alone.
func (Session) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SessionID{}).Default(mall.NewSessionID),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.UUID("staff_id", mall.StaffID{}).Optional().Nillable().Immutable(),
		field.UUID("partner_id", mall.PartnerID{}).Optional().Nillable().Immutable(),
		field.Bytes("token_hash").Sensitive(),
		field.Bytes("replaced_hash").Optional().Nillable().Sensitive(),
		field.Bytes("successor_salt").Optional().Nillable().Sensitive(),
		field.Time("replaced_at").Optional().Nillable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("expires_at"),
		field.Time("ended_at").Optional().Nillable(),
		field.Time("last_used_at").Optional().Nillable(),
		field.String("address").Optional().Nillable().MaxLen(64),
		field.String("user_agent").Optional().Nillable().MaxLen(256),
	}
}

// Indexes of a session.
func (Session) Indexes() []ent.Index {
	return []ent.Index{index.Fields("member_id"), index.Fields("staff_id"), index.Fields("partner_id")}
}
