package audit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Log writes records and reads them.
type Log struct {
	DB    *store.DB
	Clock mall.Clock
	// Key is the mall's secret, which is no part of the database: it keys hashes and seals, and
	// encrypts members' keys. Without one anybody who reads the code can make them: enough to try
	// things out.
	Key []byte
	// Currency is the mall's money, for amounts whose rows name none.
	Currency mall.Currency
	// Name says who an actor is.
	Name func(ctx context.Context, tx *store.Tx, actor mall.Actor) (string, error)

	// server is this process; head is the hash of the record that it has committed last.
	server uuid.UUID
	mu     sync.Mutex
	head   string
}

// New makes a log on a database. It writes nothing before the database is told to record by it.
func New(db *store.DB, clock mall.Clock) *Log {
	return &Log{DB: db, Clock: clock, server: uuid.Must(uuid.NewV7())}
}

// content is what became of a thing, as a record stores it.
type content struct {
	Action mall.AuditAction   `json:"action"`
	Fields []mall.AuditChange `json:"fields"`
}

// columns are those of a record, in the order in which record lists them.
const columns = "id, server, batch, place, places, before_hash, hash, at, actor, actor_name, api_key_id, operation, noun, noun_id, member_id, address, user_agent, request_id, changes"

// Record writes down the changes of one transaction.
func (l *Log) Record(ctx context.Context, tx *store.Tx, changes []store.RowChange) error {
	records, err := l.make(ctx, tx, changes)
	if err != nil || len(records) == 0 {
		return err
	}
	rows := store.NewRows("id uuid", "server uuid", "batch uuid", "place int", "places int", "before_hash text", "hash text", "at timestamptz", "actor text", "actor_name text",
		"api_key_id uuid", "operation text", "noun text", "noun_id text", "member_id uuid", "address text", "user_agent text", "request_id text", "changes text")
	before := l.last()
	for i, r := range records {
		r.Server, r.Batch, r.Place, r.Places, r.BeforeHash = l.server, records[0].ID.UUID(), i+1, len(records), before
		r.Hash = hash(l.Key, r)
		before = r.Hash
		rows.Add(r.ID, r.Server, r.Batch, r.Place, r.Places, r.BeforeHash, r.Hash, r.At, r.Actor, r.ActorName, r.APIKeyID, r.Operation, r.Noun, r.NounID, r.MemberID,
			r.Address, r.UserAgent, r.RequestID, r.Changes)
	}
	tx.OnCommit(func() { l.committed(before) })
	var batch store.Batch
	batch.Add("insert into audit_records ("+columns+") select "+columns+" from {rows}", rows)
	return batch.Exec(ctx, tx)
}

func (l *Log) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head
}

func (l *Log) committed(head string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head = head
}

// make makes the records of changes, without their places and hashes.
func (l *Log) make(ctx context.Context, tx *store.Tx, changes []store.RowChange) (records []*ent.AuditRecord, err error) {
	keys := newKeys(l.Key)
	names := map[string]string{}
	now := l.Clock().UTC().Truncate(time.Microsecond)
	for i := range changes {
		c := &changes[i]
		r := &ent.AuditRecord{
			ID: mall.NewAuditRecordID(), At: now, Actor: c.Origin.Actor.Ref(), Operation: c.Origin.Operation, Noun: cmp.Or(ent.NounOf[c.Table], c.Table), NounID: cut(c.ID, 64),
			Address: c.Origin.Address, UserAgent: c.Origin.UserAgent, RequestID: c.Origin.RequestID,
		}
		if key := c.Origin.Actor.APIKeyID; !key.IsZero() {
			r.APIKeyID = &key
		}
		what := content{Action: mall.AuditChanged, Fields: fieldsOf(c, l.Currency)}
		switch {
		case c.Before == nil:
			what.Action = mall.AuditCreated
		case c.After == nil:
			what.Action = mall.AuditDeleted
		case len(what.Fields) == 0:
			continue // nothing that people would call a change
		}
		if r.MemberID, err = l.seal(ctx, tx, keys, c, what.Fields); err != nil {
			return nil, err
		}
		text, err := json.Marshal(what)
		if err != nil {
			return nil, fmt.Errorf("write down a change of %s: %w", c.Table, err)
		}
		r.Changes = string(text)
		name, known := names[r.Actor]
		if !known {
			if name, err = l.nameOf(ctx, tx, c.Origin.Actor); err != nil {
				return nil, err
			}
			names[r.Actor] = name
		}
		r.ActorName = name
		records = append(records, r)
	}
	return records, nil
}

// nameOf is what people call an actor.
func (l *Log) nameOf(ctx context.Context, tx *store.Tx, actor mall.Actor) (string, error) {
	if actor.Kind == mall.ActorCommand || l.Name == nil {
		return "command line", nil
	}
	name, err := l.Name(ctx, tx, actor)
	return cut(cmp.Or(name, actor.Ref()), 256), err
}

// cut bounds a text to n bytes, at the edge of a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}

// Note writes down something that changes no row by itself, such as an import: noun is what it is,
// id which one, facts what is to be said of it. Where nobody acts for others it does nothing.
func (l *Log) Note(ctx context.Context, noun, id string, facts map[string]string) error {
	origin := mall.OriginOf(ctx)
	if !origin.Audited() {
		return nil
	}
	after := make(map[string]any, len(facts))
	for name, fact := range facts {
		after[name] = fact
	}
	return l.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return l.Record(ctx, tx, []store.RowChange{{Origin: origin, Table: noun, ID: id, After: after}})
	})
}
