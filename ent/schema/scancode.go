package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// ScanBatch is a set of codes that were made together, to be put on goods.
type ScanBatch struct{ ent.Schema }

// Annotations name the table.
func (ScanBatch) Annotations() []schema.Annotation {
	return table("scan_batches", map[string]string{"scan_batches_count": "count > 0"})
}

// Fields of a batch. sku and value are what rules may ask about; value is an exact
// decimal. ready_at is null until all codes are stored, and again never after that.
func (ScanBatch) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ScanBatchID{}).Default(mall.NewScanBatchID),
		field.String("name").Unique().Immutable().MaxLen(64),
		field.Int("count").Immutable(),
		field.String("sku").Default("").Immutable().MaxLen(64),
		field.String("value").Default("0").Immutable().MaxLen(40),
		field.Time("valid_from").Optional().Nillable().Immutable(),
		field.Time("valid_until").Optional().Nillable().Immutable(),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("ready_at").Optional().Nillable(),
		field.Time("voided_at").Optional().Nillable(),
	}
}

// ScanCode is one code of a batch. The code itself is not stored.
type ScanCode struct{ ent.Schema }

// Annotations name the table.
func (ScanCode) Annotations() []schema.Annotation {
	return table("scan_codes", map[string]string{
		"scan_codes_redeemed": "case when redeemed_by is null then redeemed_at is null and activity_id is null else redeemed_at is not null and activity_id is not null end",
	})
}

// Fields of a code. The id is the first half of the code's SHA-256 digest.
func (ScanCode) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.ScanCodeID{}).Immutable(),
		field.UUID("batch_id", mall.ScanBatchID{}).Immutable(),
		field.Time("voided_at").Optional().Nillable(),
		field.UUID("redeemed_by", mall.MemberID{}).Optional().Nillable(),
		field.Time("redeemed_at").Optional().Nillable(),
		field.UUID("activity_id", mall.ActivityID{}).Optional().Nillable(),
	}
}

// Indexes of a code.
func (ScanCode) Indexes() []ent.Index { return []ent.Index{index.Fields("batch_id", "id")} }

// CodeGuess counts wrong codes of one member, or from one address.
type CodeGuess struct{ ent.Schema }

// Annotations name the table.
func (CodeGuess) Annotations() []schema.Annotation {
	return table("code_guesses", map[string]string{"code_guesses_tries": "tries >= 0"})
}

// Fields of a count. The id says whose it is; since is when the first wrong code of
// the present hour came.
func (CodeGuess) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(64),
		field.Int("tries"),
		field.Time("since"),
	}
}

// Indexes of a count.
func (CodeGuess) Indexes() []ent.Index { return []ent.Index{index.Fields("since")} }
