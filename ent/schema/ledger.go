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

// PointsCurrency is a kind of points, such as one brand's.
type PointsCurrency struct{ ent.Schema }

// Annotations name the table.
func (PointsCurrency) Annotations() []schema.Annotation { return table("points_currencies", nil) }

// Fields of a points currency. The id is its code; policy says what holds for all of
// its points.
func (PointsCurrency) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(32),
		text("name"),
		field.JSON("policy", mall.PointsPolicy{}),
		field.Int("version").Default(1),
	}
}

// SystemAccount is the other side of members' points: the platform's or a cause's. Its balance is the sum of its entries; there is no row to wait for.
type SystemAccount struct{ ent.Schema }

// Annotations name the table.
func (SystemAccount) Annotations() []schema.Annotation { return table("system_accounts", nil) }

// Fields of a system account. owner_ref is the cause's id; "" for the platform.
func (SystemAccount) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.AccountID{}).Immutable(),
		field.String("owner").GoType(mall.AccountOwner("")).Immutable(),
		field.String("owner_ref").Default("").Immutable().MaxLen(40),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
	}
}

// Indexes of a system account.
func (SystemAccount) Indexes() []ent.Index {
	return []ent.Index{index.Fields("owner", "owner_ref", "currency").Unique()}
}

// Hold is a reservation of points that ends once: captured, released or timed out.
type Hold struct{ ent.Schema }

// Annotations name the table.
func (Hold) Annotations() []schema.Annotation {
	return table("holds", map[string]string{
		"holds_points":   "points > 0",
		"holds_captured": "captured >= 0 and captured <= points",
		"holds_open":     "open = (status = 'HELD')",
	})
}

// Fields of a hold. allocations say which lots it pins (positive points); open is true
// while status is HELD. order_id is the order that owns it: it ends with the order's payment
// alone, and expires_at is then when that is given up.
func (Hold) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.HoldID{}).Default(mall.NewHoldID),
		field.UUID("account_id", mall.AccountID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Int64("captured").GoType(mall.Points(0)).Default(0),
		field.String("status").GoType(mall.HoldStatus("")),
		field.Bool("open").Default(true),
		field.JSON("allocations", []mall.Allocation{}).Immutable(),
		field.Other("reason", mall.Text{}).SchemaType(textType).Immutable(),
		field.String("actor").Immutable().MaxLen(40),
		field.Time("held_at").Immutable(),
		field.Time("expires_at").Immutable(),
		field.Time("ended_at").Optional().Nillable(),
		field.UUID("order_id", mall.OrderID{}).Optional().Nillable().Immutable(),
	}
}

// Indexes of a hold.
func (Hold) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "id"),
		index.Fields("order_id").Unique().Annotations(entsql.IndexWhere("order_id IS NOT NULL")),
		index.Fields("expires_at").StorageKey("holds_due").Annotations(entsql.IndexWhere("open")),
	}
}

// Transfer is points that one member sent another.
type Transfer struct{ ent.Schema }

// Annotations name the table.
func (Transfer) Annotations() []schema.Annotation {
	return table("transfers", map[string]string{"transfers_points": "points > 0", "transfers_fee": "fee >= 0"})
}

// Fields of a transfer. The sender pays points and fee; the receiver gets points.
func (Transfer) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.TransferID{}).Default(mall.NewTransferID),
		field.UUID("from_member", mall.MemberID{}).Immutable(),
		field.UUID("to_member", mall.MemberID{}).Immutable(),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Int64("fee").GoType(mall.Points(0)).Immutable(),
		field.String("note").Default("").Immutable().MaxLen(200),
		field.UUID("out_entry", mall.EntryID{}).Immutable(),
		field.UUID("in_entry", mall.EntryID{}).Immutable(),
		field.Time("sent_at").Immutable(),
	}
}

// Indexes of a transfer: what the limits count.
func (Transfer) Indexes() []ent.Index {
	return []ent.Index{index.Fields("from_member", "sent_at"), index.Fields("to_member", "sent_at")}
}

// Cause is something that members donate points to.
type Cause struct{ ent.Schema }

// Annotations name the table.
func (Cause) Annotations() []schema.Annotation { return table("causes", nil) }

// Fields of a cause.
func (Cause) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CauseID{}).Default(mall.NewCauseID),
		field.String("slug").Unique().MaxLen(64),
		text("name"),
		text("description"),
		field.Bool("open").Default(true),
		field.Int("version").Default(1),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// AdjustmentRequest is a large change of points by hand that waits for a second
// member of staff.
type AdjustmentRequest struct{ ent.Schema }

// Annotations name the table.
func (AdjustmentRequest) Annotations() []schema.Annotation {
	return table("adjustment_requests", map[string]string{"adjustment_requests_points": "points <> 0"})
}

// Fields of a request.
func (AdjustmentRequest) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.AdjustmentRequestID{}).Default(mall.NewAdjustmentRequestID),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.String("reason").Immutable().MaxLen(500),
		field.Time("expires_at").Optional().Nillable().Immutable(),
		field.String("status").GoType(mall.ApprovalStatus("")),
		field.UUID("requested_by", mall.StaffID{}).Immutable(),
		field.Time("requested_at").Immutable(),
		field.UUID("decided_by", mall.StaffID{}).Optional().Nillable(),
		field.Time("decided_at").Optional().Nillable(),
		field.String("note").Default("").MaxLen(500),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable(),
	}
}

// Indexes of a request.
func (AdjustmentRequest) Indexes() []ent.Index {
	return []ent.Index{index.Fields("status", "id")}
}

// JobLease lets one server at a time do a job. It saves work; no job relies on it.
type JobLease struct{ ent.Schema }

// Annotations name the table.
func (JobLease) Annotations() []schema.Annotation { return table("job_leases", nil) }

// Fields of a lease. The id is the job's name; taken_until is when another server
// may take it; last_note is what the last run did.
func (JobLease) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(64),
		field.String("holder").Default("").MaxLen(64),
		field.Time("taken_until"),
		field.Time("last_run_at").Optional().Nillable(),
		field.String("last_note").Default("").MaxLen(500),
	}
}
