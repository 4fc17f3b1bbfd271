package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/auditrecord"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Record is one change, as it is shown.
type Record struct {
	ID mall.AuditRecordID
	At time.Time
	// Actor is who made it: an id, or "command". ActorName is what they were called then.
	Actor, ActorName string
	// APIKeyID is the partner's key by which it was made; nil: by none.
	APIKeyID  *mall.APIKeyID
	Operation string
	Action    mall.AuditAction
	// Noun is what was changed ("Product"), NounID its id.
	Noun, NounID                  string
	MemberID                      *mall.MemberID
	Address, UserAgent, RequestID string
	Changes                       []*mall.AuditChange
}

// Filter says which records are meant; what is empty narrows nothing.
type Filter struct {
	// Actor is an id, or "command"; Operation, Noun and ID are those of the record.
	Actor, Operation, Noun, ID string
	// From and Until bound when it happened: from From on, before Until.
	From, Until *time.Time
	// Search is a part of the actor's name, of the operation, of the thing's noun or id, or of what
	// stands in the fields that are not personal, in any case.
	Search string
}

func (f Filter) where() (where []predicate.AuditRecord) {
	if f.Actor != "" {
		where = append(where, auditrecord.Actor(f.Actor))
	}
	if f.Operation != "" {
		where = append(where, auditrecord.Operation(f.Operation))
	}
	if f.Noun != "" {
		where = append(where, auditrecord.Noun(f.Noun))
	}
	if f.ID != "" {
		where = append(where, auditrecord.NounID(f.ID))
	}
	if f.From != nil {
		where = append(where, auditrecord.AtGTE(*f.From))
	}
	if f.Until != nil {
		where = append(where, auditrecord.AtLT(*f.Until))
	}
	if text := strings.TrimSpace(f.Search); text != "" {
		where = append(where, auditrecord.Or(auditrecord.ActorNameContainsFold(text), auditrecord.OperationContainsFold(text), auditrecord.NounContainsFold(text),
			auditrecord.NounID(text), auditrecord.ChangesContainsFold(text)))
	}
	return where
}

// List reads a part of the records that are meant, the newest first.
func (l *Log) List(ctx context.Context, f Filter, p store.Span[mall.AuditRecordID]) ([]*Record, error) {
	rows, err := l.DB.Ent().AuditRecord.Query().Where(f.where()...).Where(p.Of(auditrecord.FieldID)).All(ctx)
	if rows, err = store.Listed(p, rows, err); err != nil {
		return nil, err
	}
	return l.shown(ctx, rows)
}

// Count counts the records that are meant, up to limit.
func (l *Log) Count(ctx context.Context, f Filter, limit int) (int, error) {
	ids, err := l.DB.Ent().AuditRecord.Query().Where(f.where()...).Limit(limit).IDs(ctx)
	return len(ids), err
}

// shown decrypts what may be read of records.
func (l *Log) shown(ctx context.Context, rows []*ent.AuditRecord) ([]*Record, error) {
	keys := newKeys(l.Key)
	var members []mall.MemberID
	for _, r := range rows {
		if r.MemberID != nil {
			members = append(members, *r.MemberID)
		}
	}
	if len(members) > 0 {
		if err := keys.read(ctx, l.DB.Ent(), members); err != nil {
			return nil, err
		}
	}
	records := make([]*Record, len(rows))
	for i, r := range rows {
		var what content
		if err := json.Unmarshal([]byte(r.Changes), &what); err != nil {
			return nil, fmt.Errorf("read audit record %s: %w", r.ID, err)
		}
		keys.open(r.MemberID, what.Fields)
		records[i] = &Record{
			ID: r.ID, At: r.At, Actor: r.Actor, ActorName: r.ActorName, APIKeyID: r.APIKeyID, Operation: r.Operation, Action: what.Action, Noun: r.Noun, NounID: r.NounID,
			MemberID: r.MemberID, Address: r.Address, UserAgent: r.UserAgent, RequestID: r.RequestID, Changes: pointers(what.Fields),
		}
	}
	return records, nil
}

func pointers[T any](values []T) []*T {
	all := make([]*T, len(values))
	for i := range values {
		all[i] = &values[i]
	}
	return all
}
