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

// Staff is a user of the operator.
type Staff struct{ ent.Schema }

// Annotations name the table.
func (Staff) Annotations() []schema.Annotation { return table("staff", nil) }

// Fields of a staff user. Who was disabled at disabled_at cannot sign in, and their tokens
// are not good; null: they can. grants are what the user may do without a role. totp_secret is
// encrypted; the second factor is asked for since two_factor_at, and where that is null, the
// secret was never confirmed. totp_step is the time step of the newest code that was taken.
// The user signs in through the OpenID provider as openid_subject of openid_issuer.
func (Staff) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.StaffID{}).Default(mall.NewStaffID),
		field.String("name").Unique().MaxLen(128),
		field.String("login").Unique().MaxLen(254),
		field.String("password_hash").Sensitive(),
		field.JSON("permissions", []mall.Permission{}).StorageKey("grants"),
		field.JSON("role_ids", []mall.StaffRoleID{}).Optional(),
		field.Int("version").Default(1),
		field.Bytes("totp_secret").Optional().Nillable().Sensitive(),
		field.Int64("totp_step").Default(0),
		field.Time("two_factor_at").Optional().Nillable(),
		field.String("openid_issuer").Optional().Nillable().MaxLen(512),
		field.String("openid_subject").Optional().Nillable().MaxLen(255),
		field.Time("disabled_at").Optional().Nillable(),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Indexes of a staff user: an account of the provider belongs to one user.
func (Staff) Indexes() []ent.Index {
	return []ent.Index{index.Fields("openid_issuer", "openid_subject").Unique()}
}

// StaffRole is a named set of permissions.
type StaffRole struct{ ent.Schema }

// Annotations name the table.
func (StaffRole) Annotations() []schema.Annotation { return table("staff_roles", nil) }

// Fields of a role. version counts its changes, from 1.
func (StaffRole) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.StaffRoleID{}).Default(mall.NewStaffRoleID),
		field.String("name").Unique().MaxLen(128),
		field.JSON("permissions", []mall.Permission{}),
		field.Int("version").Default(1),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// StaffLink is a link that is good once: it makes a user who was invited, or gives a user
// another password.
type StaffLink struct{ ent.Schema }

// Annotations name the table.
func (StaffLink) Annotations() []schema.Annotation { return table("staff_links", nil) }

// Fields of a link. token_hash is the digest of what the link shows. name, login, role_ids and
// permissions are what an invited user will have; for_staff_id is who gets another password,
// and null in an invitation. made_by is the actor who made it; made_staff_id the user who came
// of an invitation.
func (StaffLink) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.StaffLinkID{}).Default(mall.NewStaffLinkID),
		field.Bytes("token_hash").Unique().Sensitive().Immutable(),
		field.UUID("for_staff_id", mall.StaffID{}).Optional().Nillable().Immutable(),
		field.String("name").Immutable().MaxLen(128),
		field.String("login").Immutable().MaxLen(254),
		field.JSON("role_ids", []mall.StaffRoleID{}).Immutable(),
		field.JSON("permissions", []mall.Permission{}).Immutable(),
		field.String("made_by").Immutable().MaxLen(40),
		field.UUID("made_staff_id", mall.StaffID{}).Optional().Nillable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("expires_at").Immutable(),
		field.Time("used_at").Optional().Nillable(),
		field.Time("revoked_at").Optional().Nillable(),
	}
}

// RecoveryCode signs a user in once, in place of a code of their second factor.
type RecoveryCode struct{ ent.Schema }

// Annotations name the table.
func (RecoveryCode) Annotations() []schema.Annotation { return table("recovery_codes", nil) }

// Fields of a recovery code. hash is the digest of the code; used_at is null while it is good.
func (RecoveryCode) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("staff_id", mall.StaffID{}).Immutable(),
		field.Bytes("hash").Sensitive().Immutable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("used_at").Optional().Nillable(),
	}
}

// Indexes of a recovery code.
func (RecoveryCode) Indexes() []ent.Index { return []ent.Index{index.Fields("staff_id")} }

// Passkey is a key of a user's device that signs them in without a password.
type Passkey struct{ ent.Schema }

// Annotations name the table.
func (Passkey) Annotations() []schema.Annotation { return table("passkeys", nil) }

// Fields of a passkey. credential is the public key with what the device said of itself, as
// JSON of the library that checks it. A sign-in is taken once: the next one must have begun
// after begun_at.
func (Passkey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.PasskeyID{}).Default(mall.NewPasskeyID),
		field.UUID("staff_id", mall.StaffID{}).Immutable(),
		field.Bytes("credential_id").Unique().Immutable(),
		field.Bytes("credential"),
		field.String("name").MaxLen(128).Immutable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("begun_at"),
		field.Time("last_used_at").Optional().Nillable(),
	}
}

// Indexes of a passkey.
func (Passkey) Indexes() []ent.Index { return []ent.Index{index.Fields("staff_id")} }
