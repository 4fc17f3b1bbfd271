package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"pointsmall/mall"
)

// WaitingRoom is where members queue for what a campaign sells. Its id is the campaign's.
type WaitingRoom struct{ ent.Schema }

// Annotations name the table.
func (WaitingRoom) Annotations() []schema.Annotation {
	return table("waiting_rooms", map[string]string{
		"waiting_rooms_rate":  "per_minute > 0",
		"waiting_rooms_turns": "turn >= 0 and turn <= last",
	})
}

// Fields of a waiting room. per_minute is how many members are admitted a minute at most. last
// is the number of the newest place, turn that of the last one that was admitted; turned_at is
// up to when admissions are reckoned.
func (WaitingRoom) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.CampaignID{}).Immutable(),
		field.Int("per_minute").Immutable(),
		field.Int64("last").Default(0),
		field.Int64("turn").Default(0),
		field.Time("turned_at"),
	}
}

// WaitingPlace is a member's place in the queue of a waiting room.
type WaitingPlace struct{ ent.Schema }

// Annotations name the table.
func (WaitingPlace) Annotations() []schema.Annotation {
	return table("waiting_places", map[string]string{
		"waiting_places_number": "number > 0",
		"waiting_places_order":  "order_id is null or admitted_until is not null",
	})
}

// Fields of a place. number counts the places of the room; who has let an admission pass gets a
// new one. admitted_until is the end of the admission; null: it is not their turn yet. order_id
// is what it was used for.
func (WaitingPlace) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Default(newUUID).Immutable(),
		field.UUID("campaign_id", mall.CampaignID{}).Immutable(),
		field.UUID("member_id", mall.MemberID{}).Immutable(),
		field.Int64("number"),
		field.Time("joined_at"),
		field.Time("admitted_until").Optional().Nillable(),
		field.UUID("order_id", mall.OrderID{}).Optional().Nillable(),
	}
}

// Indexes of a place: a member's, the queue in its order, and who is admitted and has not
// ordered.
func (WaitingPlace) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("campaign_id", "member_id").Unique(),
		index.Fields("campaign_id", "number").Unique(),
		index.Fields("campaign_id", "admitted_until").StorageKey("waiting_places_admitted").
			Annotations(entsql.IndexWhere("admitted_until IS NOT NULL AND order_id IS NULL")),
	}
}
