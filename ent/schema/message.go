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

// Message is a mail or a text message that is to be sent, or was.
type Message struct{ ent.Schema }

// Annotations name the table.
func (Message) Annotations() []schema.Annotation { return table("messages", nil) }

// Fields of a message. sealed is the encrypted content with its address; null once the message
// is sent, or given up. The next try is at next_at; after expires_at there is none.
func (Message) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.MessageID{}).Default(mall.NewMessageID),
		field.String("channel").GoType(mall.MessageChannel("")).Immutable().MaxLen(16),
		field.String("purpose").Immutable().MaxLen(32),
		field.String("status").GoType(mall.MessageStatus("")).Default(string(mall.MessagePending)).MaxLen(16),
		field.Bytes("sealed").Optional().Nillable().Sensitive(),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.Int("tries").NonNegative().Default(0),
		field.Time("next_at"),
		field.Time("expires_at").Immutable(),
		field.Time("created_at").Default(time.Now).Immutable(),
		field.Time("done_at").Optional().Nillable(),
		field.String("error").Optional().Nillable().MaxLen(500),
	}
}

// Indexes of a message: what is to be sent, and what can be deleted.
func (Message) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("next_at").StorageKey("messages_pending").Annotations(entsql.IndexWhere("done_at IS NULL")),
		index.Fields("created_at"),
		index.Fields("member_id"),
	}
}

// MessageSetting says how the mall sends messages of one channel.
type MessageSetting struct{ ent.Schema }

// Annotations name the table.
func (MessageSetting) Annotations() []schema.Annotation { return table("message_settings", nil) }

// Fields of settings. The id is the channel; content is JSON of what may be shown, secret is
// encrypted, and secret_hint is how it ends. version counts the changes from 1. tested_at is when a
// test message was sent with these settings.
func (MessageSetting) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").MaxLen(16),
		field.Text("content"),
		field.Bytes("secret").Optional().Nillable().Sensitive(),
		field.String("secret_hint").Optional().Nillable().MaxLen(8),
		field.Int("version").Default(1),
		field.String("changed_by").MaxLen(40),
		field.Time("changed_at"),
		field.Time("tested_at").Optional().Nillable(),
	}
}
