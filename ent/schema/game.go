package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"pointsmall/mall"
)

// Game is a game whose scores may earn points.
type Game struct{ ent.Schema }

// Annotations name the table.
func (Game) Annotations() []schema.Annotation { return table("games", nil) }

// Fields of a game.
func (Game) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.GameID{}).Default(mall.NewGameID),
		field.String("code").Unique().Immutable().MaxLen(64),
		text("name"),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// GameKey is a key by which a game signs its scores.
type GameKey struct{ ent.Schema }

// Annotations name the table.
func (GameKey) Annotations() []schema.Annotation { return table("game_keys", nil) }

// Fields of a game's key. material is a public key, or the secret that the game and
// the mall share. retired_at may lie ahead: until then the key is good.
func (GameKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.GameKeyID{}).Default(mall.NewGameKeyID),
		field.UUID("game_id", mall.GameID{}).Immutable(),
		field.String("kind").GoType(mall.GameKeyKind("")).Immutable(),
		field.Bytes("material").Sensitive().Immutable(),
		field.String("created_by").Immutable().MaxLen(40),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("retired_at").Optional().Nillable(),
	}
}

// Indexes of a game's key.
func (GameKey) Indexes() []ent.Index { return []ent.Index{index.Fields("game_id")} }
