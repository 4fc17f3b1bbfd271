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

// CouponTemplate is one version of a kind of coupon that staff have made.
type CouponTemplate struct{ ent.Schema }

// Annotations name the table.
func (CouponTemplate) Annotations() []schema.Annotation {
	return table("coupon_templates", map[string]string{
		"coupon_templates_version":    "version > 0 and revision > 0",
		"coupon_templates_total":      "total is null or total > 0",
		"coupon_templates_issued":     "issued >= 0 and (total is null or issued <= total)",
		"coupon_templates_per_member": "per_member is null or per_member > 0",
		"coupon_templates_days":       "days is null or days > 0",
	})
}

// Fields of a template. terms is what its coupons do; requires_tier lets members of that tier and
// above use them. Coupons can be used from starts_at, or when they are given, until ends_at, or
// until the end of so many days after that. total is how many coupons there can be, per_member
// how many one member can get; null: any number. issued counts them, unique codes that nobody
// has redeemed included. claimable: members take them in the coupon centre. public_code is one
// code for all, live_code the same while the version is active. active_code and draft_code are
// the code while the version is that, as for rules.
func (CouponTemplate) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CouponTemplateID{}).Default(mall.NewCouponTemplateID),
		field.String("code").Immutable().MaxLen(64),
		field.Int("version").Immutable(),
		field.Int("revision").Default(1),
		field.String("status").GoType(mall.RuleStatus("")),
		field.String("active_code").Optional().Nillable().Unique().MaxLen(64),
		field.String("draft_code").Optional().Nillable().Unique().MaxLen(64),
		text("name"),
		text("description"),
		field.JSON("terms", mall.CouponTerms{}),
		field.String("requires_tier").Optional().Nillable().MaxLen(64),
		field.Time("starts_at").Optional().Nillable(),
		field.Time("ends_at").Optional().Nillable(),
		field.Int("days").Optional().Nillable(),
		field.Int64("total").Optional().Nillable(),
		field.Int64("per_member").Optional().Nillable(),
		field.Bool("claimable").Default(false),
		field.String("public_code").Optional().Nillable().MaxLen(64),
		field.String("live_code").Optional().Nillable().Unique().MaxLen(64),
		field.Int64("issued").Default(0),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.String("updated_by").MaxLen(40),
		field.Time("updated_at"),
	}
}

// Indexes of a template.
func (CouponTemplate) Indexes() []ent.Index {
	return []ent.Index{index.Fields("code", "version").Unique()}
}

// Coupon is one coupon: a member's, or a unique code that nobody has redeemed yet.
type Coupon struct{ ent.Schema }

// Annotations name the table.
func (Coupon) Annotations() []schema.Annotation {
	return table("coupons", map[string]string{
		"coupons_status":  "status in ('AVAILABLE', 'RESERVED', 'USED')",
		"coupons_order":   "case when status = 'AVAILABLE' then order_id is null else order_id is not null end",
		"coupons_member":  "member_id is not null or (status = 'AVAILABLE' and code_digest is not null)",
		"coupons_changes": "changes > 0",
	})
}

// Fields of a coupon. code_digest is the SHA-256 of its unique code, in hex; null: it has none.
// order_id is the order that has it. It can be used from usable_from and until ends_at; null:
// for ever, or nobody has it yet. changes counts its changes.
func (Coupon) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CouponID{}).Default(mall.NewCouponID),
		field.UUID("template_id", mall.CouponTemplateID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable(),
		field.String("code_digest").Optional().Nillable().Unique().Immutable().MaxLen(64),
		field.String("status").GoType(mall.CouponStatus("")),
		field.UUID("order_id", mall.OrderID{}).Optional().Nillable(),
		field.Time("usable_from").Optional().Nillable(),
		field.Time("ends_at").Optional().Nillable(),
		field.Time("given_at").Optional().Nillable(),
		field.Int("changes").Default(1),
	}
}

// Indexes of a coupon: a member's, by their template; those that an order has.
func (Coupon) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("member_id", "id"),
		index.Fields("template_id", "member_id"),
		index.Fields("template_id", "id"),
		index.Fields("order_id").Annotations(entsql.IndexWhere("order_id IS NOT NULL")),
	}
}

// CouponChange is what happened to a coupon.
type CouponChange struct{ ent.Schema }

// Annotations name the table.
func (CouponChange) Annotations() []schema.Annotation { return table("coupon_changes", nil) }

// Fields of a change. number counts the coupon's changes from 1. member_id is who has the coupon
// after it, order_id the order that it is about.
func (CouponChange) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("coupon_id", mall.CouponID{}).Immutable(),
		field.Int("number").Immutable(),
		field.String("kind").GoType(mall.CouponChangeKind("")).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.UUID("order_id", mall.OrderID{}).Optional().Nillable().Immutable(),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("changed_at").Immutable(),
	}
}

// Indexes of a change.
func (CouponChange) Indexes() []ent.Index {
	return []ent.Index{index.Fields("coupon_id", "number").Unique()}
}
