package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Identity is an account elsewhere by which a member signs in.
type Identity struct{ ent.Schema }

// Annotations name the table.
func (Identity) Annotations() []schema.Annotation { return table("identities", nil) }

// Fields of an identity. issuer is who vouches for it: the address of an OpenID provider, or an
// app of WeChat as "wechat:APPID"; subject is its name of the member there. union_id is what all
// apps of one owner share; null where the issuer has no such thing.
func (Identity) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.IdentityID{}).Default(mall.NewIdentityID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("provider").GoType(mall.IdentityProvider("")).Immutable().MaxLen(32),
		field.String("issuer").Immutable().MaxLen(512),
		field.String("subject").Immutable().MaxLen(255).Annotations(isPersonal),
		field.String("union_id").Optional().Nillable().MaxLen(255).Annotations(isPersonal),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("last_used_at").Optional().Nillable(),
	}
}

// Indexes of an identity: it is one member's.
func (Identity) Indexes() []ent.Index {
	return []ent.Index{index.Fields("issuer", "subject").Unique(), index.Fields("union_id"), index.Fields("member_id")}
}

// OneTimeCode is a code that was sent to a phone number or an e-mail address, to prove that it
// is the caller's.
type OneTimeCode struct{ ent.Schema }

// Annotations name the table.
func (OneTimeCode) Annotations() []schema.Annotation { return table("one_time_codes", nil) }

// Fields of a code. The id is a digest of its purpose and of where it was sent, and of the
// member who asked for it signed in; hash is made of the code, with the mall's secret. Rows that
// say nothing any more are deleted.
func (OneTimeCode) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(44),
		field.Bytes("hash").Sensitive(),
		field.Int("tries").NonNegative().Default(0),
		field.Time("sent_at"),
		field.Time("expires_at"),
		field.Time("used_at").Optional().Nillable(),
	}
}

// Indexes of a code.
func (OneTimeCode) Indexes() []ent.Index { return []ent.Index{index.Fields("expires_at")} }

// Consent is a member's word on one purpose for which data may be used. Words are added, never
// changed; the newest of a purpose counts.
type Consent struct{ ent.Schema }

// Annotations name the table.
func (Consent) Annotations() []schema.Annotation { return table("consents", nil) }

// Fields of a consent. version is that of the text which the member saw.
func (Consent) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("purpose").Immutable().MaxLen(64),
		field.String("version").Immutable().MaxLen(64),
		field.Bool("given").Immutable(),
		field.Time("at").Immutable(),
	}
}

// Indexes of a consent.
func (Consent) Indexes() []ent.Index { return []ent.Index{index.Fields("member_id", "id")} }

// DataExport is a copy of what the mall keeps of a member, for that member.
type DataExport struct{ ent.Schema }

// Annotations name the table.
func (DataExport) Annotations() []schema.Annotation { return table("data_exports", nil) }

// Fields of an export. content is the encrypted file; null before it is made, and when it has
// ended. handle_hash is the digest of what fetches it once, until handle_until.
func (DataExport) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.DataExportID{}).Default(mall.NewDataExportID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.Bytes("content").Optional().Nillable().Sensitive(),
		field.Bytes("handle_hash").Optional().Nillable().Unique().Sensitive(),
		field.Time("handle_until").Optional().Nillable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("ready_at").Optional().Nillable(),
		field.Time("expires_at"),
	}
}

// Indexes of an export.
func (DataExport) Indexes() []ent.Index {
	return []ent.Index{index.Fields("member_id", "id"), index.Fields("expires_at")}
}

// Segment is members whom a condition picks.
type Segment struct{ ent.Schema }

// Annotations name the table.
func (Segment) Annotations() []schema.Annotation { return table("segments", nil) }

// Fields of a segment. version counts its changes from 1.
func (Segment) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.SegmentID{}).Default(mall.NewSegmentID),
		field.String("name").Unique().MaxLen(128),
		field.Text("condition"),
		field.Int("version").Default(1),
		field.String("changed_by").MaxLen(40),
		field.Time("changed_at"),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}
