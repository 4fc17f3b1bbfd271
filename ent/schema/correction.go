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

// Correction is what staff put right of a purchase, a return or an activity. Each of these
// is corrected once at most.
type Correction struct{ ent.Schema }

// Annotations name the table.
func (Correction) Annotations() []schema.Annotation {
	return table("corrections", map[string]string{
		"corrections_points": "taken >= 0 and given >= 0",
		"corrections_moved":  "made_id is null and to_member_id is null or made_id is not null and to_member_id is not null",
	})
}

// Fields of a correction. subject_id is what it corrects. taken are the points that it took
// back of the member whose that was, and made owe what was missing; given are those that it
// gave: back to the same member, where a return is undone, else to to_member_id for the
// purchase or the activity made_id, which stands for the subject now. entry_id is the entry
// of what it took, or gave back; null: that was nothing. due are the points that are no
// longer the event's; more than taken where some had expired.
func (Correction) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CorrectionID{}).Default(mall.NewCorrectionID),
		field.String("kind").GoType(mall.CorrectionKind("")).Immutable(),
		field.UUID("subject_id", uuid.UUID{}).Immutable().Unique(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.UUID("to_member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.UUID("made_id", uuid.UUID{}).Optional().Nillable().Immutable(),
		field.Int64("due").GoType(mall.Points(0)).Immutable(),
		field.Int64("taken").GoType(mall.Points(0)).Immutable(),
		field.Int64("given").GoType(mall.Points(0)).Immutable(),
		field.UUID("entry_id", mall.EntryID{}).Optional().Nillable().Immutable(),
		field.String("reason").Immutable().MaxLen(512),
		field.UUID("made_by", mall.StaffID{}).Immutable(),
		field.Time("made_at").Default(time.Now).Immutable(),
	}
}

// Indexes of a correction: what a moved purchase or activity came from.
func (Correction) Indexes() []ent.Index {
	return []ent.Index{index.Fields("made_id").Unique(), index.Fields("member_id")}
}
