package store

import (
	"context"

	"pointsmall/mall"
)

// Desk is the working set of one group of requests: what they want, what was loaded for
// them, and what they have made of it. It is made anew for each run of a group.
type Desk interface {
	// Load locks and reads what was wanted, in the order of the kinds.
	Load(ctx context.Context, tx *Tx) error
	// Save adds what has changed to the batch; nothing, where every request was refused.
	Save(ctx context.Context, tx *Tx, batch *Batch) error
}

// Recaller is a Desk that reads what requests have made whose keys were named to it, after
// it was loaded: see ByKey.
type Recaller interface {
	Desk
	Recall(ctx context.Context, tx *Tx) error
}

// Engine is the one way in which points and stock change. It gathers requests in groups,
// and runs each group in one transaction: load, recognise repeats, decide, save. Where the
// database asks for it a group is run again, from a desk that is new.
type Engine[D Desk] struct {
	group *Group[served[D], none]
	clock mall.Clock
	open  func() D
	late  bool
}

// none is the answer of a group whose requests keep their answers themselves.
type none = struct{}

// NewEngine makes an engine whose groups work at desks that open makes; Close ends it.
func NewEngine[D Desk](db *DB, name string, clock mall.Clock, open func() D) *Engine[D] {
	e := &Engine[D]{clock: clock, open: open}
	e.group = NewGroup(db, name, e.serve)
	return e
}

// WithoutLocks has groups run by DB.InOneStatement: see Group.WithoutLocks.
func (e *Engine[D]) WithoutLocks() *Engine[D] {
	e.group.WithoutLocks()
	return e
}

// OneAtATime has groups run one after the other: see Group.OneAtATime.
func (e *Engine[D]) OneAtATime() *Engine[D] {
	e.group.OneAtATime()
	return e
}

// RecallLate has the first run of a group look up the keys of those requests alone that it
// is about to refuse. It is for desks whose rows carry their keys under a unique index, and
// for keys that are seldom repeated: two rows with one key violate the index, and the group
// is run again with all keys looked up.
func (e *Engine[D]) RecallLate() *Engine[D] {
	e.late = true
	return e
}

// Close waits until the requests that were accepted are answered.
func (e *Engine[D]) Close() { e.group.Close() }

// serve runs one group.
func (e *Engine[D]) serve(ctx context.Context, tx *Tx, requests []served[D]) ([]Outcome[none], error) {
	t := e.turn()
	t.late = e.late && tx.Attempt == 1
	refusals, err := t.serve(ctx, tx, requests)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome[none], len(requests))
	for i, refusal := range refusals {
		outcomes[i].Err = refusal
	}
	return outcomes, nil
}

func (e *Engine[D]) turn() *turn[D] {
	return &turn[D]{desk: e.open(), records: records{now: e.clock}}
}

// turn is one run of a group.
type turn[D Desk] struct {
	desk    D
	records records
	late    bool
}

// serve loads, decides and saves. It returns each request's refusal, or nil.
func (t *turn[D]) serve(ctx context.Context, tx *Tx, requests []served[D]) ([]error, error) {
	if err := t.load(ctx, tx, requests); err != nil {
		return nil, err
	}
	refusals, err := t.decide(ctx, tx, requests)
	if err != nil {
		return nil, err
	}
	for _, r := range requests {
		if err := r.watch(ctx, tx); err != nil {
			return nil, err
		}
	}
	var batch Batch
	if err := t.desk.Save(ctx, tx, &batch); err != nil {
		return nil, err
	}
	t.records.save(&batch)
	return refusals, batch.Exec(ctx, tx)
}

// load has the desk load what the requests want, and what their keys have made before.
func (t *turn[D]) load(ctx context.Context, tx *Tx, requests []served[D]) error {
	for _, r := range requests {
		r.want(t.desk)
	}
	if err := t.desk.Load(ctx, tx); err != nil || t.late {
		return err
	}
	return t.recall(ctx, tx, requests)
}

// decide answers repetitions, and decides the rest.
func (t *turn[D]) decide(ctx context.Context, tx *Tx, requests []served[D]) ([]error, error) {
	refusals := make([]error, len(requests))
	var refused []int
	for i, r := range requests {
		known, refusal, err := r.repeat(ctx, tx, t)
		if err != nil {
			return nil, err
		}
		if !known {
			refusal = r.decide(t)
		}
		if refusal != nil {
			refusals[i] = refusal
			refused = append(refused, i)
		}
	}
	if !t.late || len(refused) == 0 {
		return refusals, nil
	}
	return refusals, t.reconsider(ctx, tx, requests, refused, refusals)
}

// reconsider looks whether a request that was refused repeats one that was not: a refusal
// must not be told before its key was looked up.
func (t *turn[D]) reconsider(ctx context.Context, tx *Tx, requests []served[D], refused []int, refusals []error) error {
	again := make([]served[D], len(refused))
	for n, i := range refused {
		again[n] = requests[i]
	}
	if err := t.recall(ctx, tx, again); err != nil {
		return err
	}
	for n, i := range refused {
		known, refusal, err := again[n].repeat(ctx, tx, t)
		if err != nil {
			return err
		}
		if known {
			refusals[i] = nil
			if refusal != nil {
				refusals[i] = refusal
			}
		}
	}
	return nil
}

// recall finds what the requests' keys were used for before. The locks that Load took keep
// that still: a request with the same key has been seen, or waits.
func (t *turn[D]) recall(ctx context.Context, tx *Tx, requests []served[D]) error {
	for _, r := range requests {
		r.name(t)
	}
	if d, ok := any(t.desk).(Recaller); ok {
		if err := d.Recall(ctx, tx); err != nil {
			return err
		}
	}
	return t.records.recall(ctx, tx)
}
