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

// AuditRecord says that staff, a partner's key or the command line changed one thing. Records
// are never changed; a job notes once by which seal they are covered.
type AuditRecord struct{ ent.Schema }

// Annotations name the table.
func (AuditRecord) Annotations() []schema.Annotation {
	return table("audit_records", map[string]string{"audit_records_place": "place >= 1 and place <= places"})
}

// Fields of a record. server is the process that wrote it, batch the transaction, in which it has
// a place from 1 to places. before_hash is the hash of the record before it in the batch; of the
// first one that of a record that the server had committed before, "" where there was none. hash
// is keyed, over all other fields but sealed_in. sealed_in is the seal that covers it; null: it is
// newer than the newest. changes is JSON as it was hashed (see mall.AuditChange). member_id is the
// member whose personal fields are in it, encrypted.
func (AuditRecord) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.AuditRecordID{}).Default(mall.NewAuditRecordID).Immutable(),
		field.UUID("server", uuid.UUID{}).Immutable(),
		field.UUID("batch", uuid.UUID{}).Immutable(),
		field.Int("place").Immutable(),
		field.Int("places").Immutable(),
		field.String("before_hash").Immutable().MaxLen(64),
		field.String("hash").Immutable().MaxLen(64),
		field.Int64("sealed_in").Optional().Nillable(),
		field.Time("at").Immutable(),
		field.String("actor").Immutable().MaxLen(40),
		field.String("actor_name").Immutable().MaxLen(256),
		field.UUID("api_key_id", mall.APIKeyID{}).Optional().Nillable().Immutable(),
		field.String("operation").Immutable().MaxLen(64),
		field.String("noun").Immutable().MaxLen(64),
		field.String("noun_id").Immutable().MaxLen(64),
		field.UUID("member_id", mall.MemberID{}).Optional().Nillable().Immutable(),
		field.String("address").Immutable().MaxLen(64),
		field.String("user_agent").Immutable().MaxLen(64),
		field.String("request_id").Immutable().MaxLen(64),
		field.Text("changes").Immutable(),
	}
}

// Indexes of a record: what staff look for, newest first; a batch; those without a seal, and
// those of one.
func (AuditRecord) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("actor", "id"),
		index.Fields("operation", "id"),
		index.Fields("noun", "id"),
		index.Fields("noun_id", "id"),
		index.Fields("at", "id"),
		index.Fields("batch", "place").Unique(),
		index.Fields("sealed_in", "id"),
		index.Fields("hash").Unique(),
	}
}

// AuditSeal proves which records there were at one moment.
type AuditSeal struct{ ent.Schema }

// Annotations name the table.
func (AuditSeal) Annotations() []schema.Annotation { return table("audit_seals", nil) }

// Fields of a seal. The id counts from 1 without a gap. records is how many it covers, digest
// the digest of their hashes in the order of their ids; mac seals it all and the mac of the seal
// before it.
func (AuditSeal) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable().Annotations(entsql.Annotation{Incremental: new(false)}),
		field.Time("made_at").Immutable(),
		field.Int64("records").Immutable(),
		field.String("digest").Immutable().MaxLen(64),
		field.String("mac").Immutable().MaxLen(64),
	}
}

// MemberKey encrypts a member's personal fields in audit records. Without it nobody reads them
// any more, and the records still prove themselves.
type MemberKey struct{ ent.Schema }

// Annotations name the table.
func (MemberKey) Annotations() []schema.Annotation { return table("member_keys", nil) }

// Fields of a key. The id is the member's. sealed is the key, encrypted by the mall's secret;
// null since it was destroyed at forgotten_at.
func (MemberKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", mall.MemberID{}).Immutable(),
		field.Bytes("sealed").Optional().Nillable().Sensitive(),
		field.Time("forgotten_at").Optional().Nillable(),
	}
}
