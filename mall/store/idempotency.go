package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Key is an idempotency key as a caller means it: theirs, for one operation.
type Key struct{ Actor, Operation, Key string }

// Record is what an idempotency key was used for.
type Record struct {
	Key         Key
	Fingerprint string
	// Result names what the request made.
	Result string
}

// Recall finds the records of keys. Call it after the rows that the requests
// change are locked, so that a request with the same key has been seen or waits.
func Recall(ctx context.Context, tx *Tx, keys []Key) (map[Key]Record, error) {
	rows := NewRows("actor text", "operation text", "idempotency_key text")
	for _, k := range keys {
		rows.Add(k.Actor, k.Operation, k.Key)
	}
	found := map[Key]Record{}
	err := tx.QueryRows(ctx, "select i.actor, i.operation, i.idempotency_key, i.fingerprint, i.result from idempotency_records i "+
		"join {rows} on r.actor = i.actor and r.operation = i.operation and r.idempotency_key = i.idempotency_key", rows,
		func(scan func(...any) error) error {
			var r Record
			if err := scan(&r.Key.Actor, &r.Key.Operation, &r.Key.Key, &r.Fingerprint, &r.Result); err != nil {
				return err
			}
			found[r.Key] = r
			return nil
		})
	return found, err
}

// Remember writes records in the batch.
func Remember(b *Batch, now time.Time, records []Record) {
	rows := NewRows("id uuid", "actor text", "operation text", "idempotency_key text", "fingerprint text", "result text", "created_at timestamptz")
	for _, r := range records {
		rows.Add(uuid.Must(uuid.NewV7()), r.Key.Actor, r.Key.Operation, r.Key.Key, r.Fingerprint, r.Result, now)
	}
	b.Add("insert into idempotency_records (id, actor, operation, idempotency_key, fingerprint, result, created_at) "+
		"select id, actor, operation, idempotency_key, fingerprint, result, created_at from {rows}", rows)
}
