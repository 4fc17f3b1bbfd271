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

// Fields of a session. It belongs to a member, a staff user or a partner.
func (Session) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SessionID{}).Default(mall.NewSessionID),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.UUID("staff_id", mall.StaffID{}).Optional().Nillable().Immutable(),
		field.UUID("partner_id", mall.PartnerID{}).Optional().Nillable().Immutable(),
		field.Bytes("token_hash").Sensitive(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("expires_at"),
		field.Time("ended_at").Optional().Nillable(),
	}
}

// Indexes of a session.
func (Session) Indexes() []ent.Index {
	return []ent.Index{index.Fields("member_id"), index.Fields("staff_id"), index.Fields("partner_id")}
}
