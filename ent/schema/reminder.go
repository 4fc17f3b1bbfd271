package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// ExpiryReminder says that points of an account expire soon. It is written once for each
// time of expiry and each number of days ahead.
type ExpiryReminder struct{ ent.Schema }

// Annotations name the table.
func (ExpiryReminder) Annotations() []schema.Annotation {
	return table("expiry_reminders", map[string]string{"expiry_reminders_points": "points > 0"})
}

// Fields of a reminder. points is what was to expire at expires_at when it was written;
// days is how many days ahead it is due.
func (ExpiryReminder) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ExpiryReminderID{}).Default(mall.NewExpiryReminderID),
		field.UUID("account_id", mall.AccountID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.String("currency").GoType(mall.PointsCurrency("")).Immutable().MaxLen(32),
		field.Int64("points").GoType(mall.Points(0)).Immutable(),
		field.Time("expires_at").Immutable(),
		field.Int("days").Immutable(),
		field.Time("reminded_at").Immutable(),
	}
}

// Indexes of a reminder.
func (ExpiryReminder) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "expires_at", "days").Unique(),
		index.Fields("account_id", "id"),
	}
}

// ReminderMark is how far the reminders of one number of days ahead have come.
type ReminderMark struct{ ent.Schema }

// Annotations name the table.
func (ReminderMark) Annotations() []schema.Annotation { return table("reminder_marks", nil) }

// Fields of a mark. The id is the number of days. Everything that expires before
// expires_at is dealt with, and of what expires then the accounts up to account_id.
func (ReminderMark) Fields() []ent.Field {
	return []ent.Field{
		field.Int("id").Annotations(entsql.Annotation{Incremental: new(false)}),
		field.Time("expires_at"),
		field.UUID("account_id", mall.AccountID{}),
	}
}
