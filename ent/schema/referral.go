package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// Referral is an invitation that a new member followed.
type Referral struct{ ent.Schema }

// Annotations name the table.
func (Referral) Annotations() []schema.Annotation {
	return table("referrals", map[string]string{"referrals_points": "points >= 0", "referrals_invitee_points": "invitee_points >= 0", "referrals_others": "referrer_id <> invitee_id"})
}

// Fields of a referral. device and address are digests of where the invitee signed up.
// qualified_at is when the event happened that decided it, decided_at when it was
// recorded; purchase_id is the purchase that qualified, decided_by the member of staff
// who decided, null where the checks did. points are what the referrer was paid; the grant
// for that has the referral's id. invitee_points are what the invitee earned by REFERRED
// rules; that grant's subject is the referral. From referred_from until referred_until
// rules see the invitee as referred.
func (Referral) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ReferralID{}).Default(mall.NewReferralID),
		field.UUID("referrer_id", mall.MemberID{}).Immutable(),
		field.UUID("invitee_id", mall.MemberID{}).Immutable().Unique(),
		field.String("device").Optional().Nillable().Immutable().MaxLen(44),
		field.String("address").Optional().Nillable().Immutable().MaxLen(44),
		field.String("status").GoType(mall.ReferralStatus("")),
		field.String("reason").GoType(mall.ReferralReason("")).Optional().Nillable(),
		field.Int64("points").GoType(mall.Points(0)).Default(0),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("qualified_at").Optional().Nillable(),
		field.Time("decided_at").Optional().Nillable(),
		field.UUID("purchase_id", mall.PurchaseID{}).Optional().Nillable(),
		field.UUID("decided_by", mall.StaffID{}).Optional().Nillable(),
		field.String("note").Optional().Nillable().MaxLen(500),
		field.Int64("invitee_points").GoType(mall.Points(0)).Default(0),
		field.Time("referred_from").Optional().Nillable(),
		field.Time("referred_until").Optional().Nillable(),
	}
}

// Indexes of a referral.
func (Referral) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("referrer_id", "id"),
		index.Fields("status", "id"), // what staff decide
		index.Fields("purchase_id").StorageKey("referrals_qualified").Annotations(entsql.IndexWhere("purchase_id IS NOT NULL")), // returns
		index.Fields("device"),
		index.Fields("address"),
		index.Fields("decided_at", "id").StorageKey("referrals_decided").Annotations(entsql.IndexWhere("decided_at IS NOT NULL")), // replays
	}
}

// MemberTrace is a digest of something by which two members may turn out to be one:
// a device, a network address, a means of payment.
type MemberTrace struct{ ent.Schema }

// Annotations name the table.
func (MemberTrace) Annotations() []schema.Annotation { return table("member_traces", nil) }

// Fields of a member's trace.
func (MemberTrace) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("kind").GoType(mall.TraceKind("")).Immutable(),
		field.String("digest").Immutable().MaxLen(44),
	}
}

// Indexes of a member's trace.
func (MemberTrace) Indexes() []ent.Index {
	return []ent.Index{index.Fields("member_id", "kind", "digest").Unique()}
}
