package store

import (
	"context"
	"maps"

	"pointsmall/mall"
)

// Repeats recognises requests that were served before. It is a *ByRecord or a *ByKey.
type Repeats[D Desk, Q, A any] interface {
	// check refuses a key that makes no sense.
	check(q Q) *mall.Error
	name(q Q, d D, r *records)
	find(ctx context.Context, tx *Tx, q Q, d D, r *records) (answer A, known bool, refusal *mall.Error, err error)
	made(q Q, answer A, r *records)
}

// ByRecord recognises requests by records of their idempotency keys, which the engine keeps
// in the same transaction. A refused request leaves none: its key stays free.
type ByRecord[D Desk, Q, A any] struct {
	// Key is the request's idempotency key.
	Key func(Q) Key
	// Fingerprint tells apart two requests that carry the same key.
	Fingerprint func(Q) string
	// Result names what was made, "" where nothing was, so that no record is kept. Find
	// reads it again, as it is now.
	Result func(A) string
	Find   func(ctx context.Context, tx *Tx, q Q, result string) (A, error)
	// Again marks the answer that a repetition gets; nil: it gets the same.
	Again func(A) A
}

func (b *ByRecord[D, Q, A]) check(q Q) *mall.Error { return mall.CheckKey(b.Key(q).Key) }

func (b *ByRecord[D, Q, A]) name(q Q, _ D, r *records) { r.named = append(r.named, b.Key(q)) }

func (b *ByRecord[D, Q, A]) find(ctx context.Context, tx *Tx, q Q, _ D, r *records) (answer A, known bool, refusal *mall.Error, err error) {
	key := b.Key(q)
	record, known := r.known[key]
	if !known {
		return answer, false, nil, nil
	}
	if record.Fingerprint != b.Fingerprint(q) {
		return answer, true, mall.KeyConflict(), nil
	}
	answer, fresh := r.answers[key].(A) // made by this group: it is not stored yet
	if !fresh {
		answer, err = b.Find(ctx, tx, q, record.Result)
	}
	if b.Again != nil {
		answer = b.Again(answer)
	}
	return answer, true, nil, err
}

func (b *ByRecord[D, Q, A]) made(q Q, answer A, r *records) {
	if result := b.Result(answer); result != "" {
		r.add(Record{Key: b.Key(q), Fingerprint: b.Fingerprint(q), Result: result}, answer)
	}
}

// ByKey recognises requests by what they have made, which carries their key: an order, a
// till's number. The desk knows it, from loading or from Recall.
type ByKey[D Desk, Q, A any] struct {
	// Name names the key to the desk, for its Recall; nil: loading the desk is enough.
	Name func(Q, D)
	// Before is what the key has made.
	Before func(Q, D) (Before[A], bool)
	// Fingerprint tells apart two requests that carry the same key.
	Fingerprint func(Q) string
	// Conflict refuses a request whose key has made something else; nil: mall.KeyConflict.
	Conflict func(Q) *mall.Error
}

// Before is what a key has made, and the answer that its repetition gets.
type Before[A any] struct {
	Fingerprint string
	Answer      A
}

func (b *ByKey[D, Q, A]) check(Q) *mall.Error { return nil } // the use case's Check has looked

func (b *ByKey[D, Q, A]) name(q Q, d D, _ *records) {
	if b.Name != nil {
		b.Name(q, d)
	}
}

//nolint:unparam // Repeats asks for the error: ByRecord reads
func (b *ByKey[D, Q, A]) find(_ context.Context, _ *Tx, q Q, d D, _ *records) (answer A, known bool, refusal *mall.Error, err error) {
	before, known := b.Before(q, d)
	switch {
	case !known:
		return answer, false, nil, nil
	case before.Fingerprint == b.Fingerprint(q):
		return before.Answer, true, nil, nil
	case b.Conflict != nil:
		return answer, true, b.Conflict(q), nil
	}
	return answer, true, mall.KeyConflict(), nil
}

func (b *ByKey[D, Q, A]) made(Q, A, *records) {} // the desk has it

// records are the idempotency records of one group.
type records struct {
	now     mall.Clock
	named   []Key
	known   map[Key]Record
	answers map[Key]any // of fresh
	fresh   []Record
}

func (r *records) recall(ctx context.Context, tx *Tx) error {
	if len(r.named) == 0 {
		return nil
	}
	found, err := Recall(ctx, tx, r.named)
	if r.known == nil {
		r.known = found
	} else {
		maps.Copy(r.known, found)
	}
	r.named = nil
	return err
}

func (r *records) add(record Record, answer any) {
	if r.known == nil {
		r.known = map[Key]Record{}
	}
	if r.answers == nil {
		r.answers = map[Key]any{}
	}
	r.known[record.Key], r.answers[record.Key] = record, answer
	r.fresh = append(r.fresh, record)
}

func (r *records) save(batch *Batch) {
	if len(r.fresh) > 0 {
		Remember(batch, r.now(), r.fresh)
	}
}
