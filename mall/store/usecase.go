package store

import (
	"context"

	"pointsmall/mall"
)

// UseCase is one thing that can be done to a mall: a request Q, decided against a desk D,
// is answered with an A. Its functions say all that is its own; the Engine does the rest.
type UseCase[D Desk, Q, A any] struct {
	// Check refuses what makes no sense whatever is stored; It returns nil where
	// the request makes sense.
	Check func(Q) *mall.Error
	// Want tells the desk what the request needs.
	Want func(Q, D)
	// Decide serves the request against the loaded desk. It is pure: no database, no clock.
	// The answer is what the caller wants, never an id to look it up by. A refusal
	// must leave the desk as it was.
	Decide func(Q, D) (A, *mall.Error)
	// Repeats recognises requests that were served before; nil: none is.
	Repeats Repeats[D, Q, A]
	// Touches are the rows that staff and partners' keys change by the request, to be written down
	// with who did (see Recorder). Nil: the request moves points or stock alone, whose entries and
	// movements name who did it.
	Touches func(Q, A) []Row
}

// Row names one row of a table.
type Row struct {
	Table string
	ID    any
}

// Do serves one request, in one transaction with those that arrive at the same time.
func (u *UseCase[D, Q, A]) Do(ctx context.Context, e *Engine[D], q Q) (A, error) {
	if refusal := u.check(q); refusal != nil {
		var none A
		return none, refusal
	}
	s := &serving[D, Q, A]{use: u, request: q}
	if u.Touches != nil {
		s.origin = mall.OriginOf(ctx)
	}
	if _, err := e.group.Do(ctx, s); err != nil {
		var none A
		return none, err
	}
	return s.answer, nil
}

// DoAll serves many requests of one caller, together, and returns what became of each, in
// order.
func (u *UseCase[D, Q, A]) DoAll(ctx context.Context, e *Engine[D], requests []Q) []Outcome[A] {
	outcomes := make([]Outcome[A], len(requests))
	var good []served[D]
	var servings []*serving[D, Q, A]
	var places []int
	for i, q := range requests {
		if refusal := u.check(q); refusal != nil {
			outcomes[i].Err = refusal
			continue
		}
		s := &serving[D, Q, A]{use: u, request: q}
		if u.Touches != nil {
			s.origin = mall.OriginOf(ctx)
		}
		good, servings, places = append(good, s), append(servings, s), append(places, i)
	}
	for n, out := range e.group.DoAll(ctx, good) {
		outcomes[places[n]] = servings[n].outcome(out.Err)
	}
	return outcomes
}

// In serves requests in a transaction that is open already, and commits with it. They are not
// checked: it is for requests that the program makes itself.
func (u *UseCase[D, Q, A]) In(ctx context.Context, tx *Tx, e *Engine[D], requests ...Q) ([]Outcome[A], error) {
	return u.run(tx, requests, func(all []served[D]) ([]error, error) { return e.turn().serve(ctx, tx, all) })
}

// Foresee says what would become of requests against a desk that is new, and saves nothing.
// They are not checked.
func (u *UseCase[D, Q, A]) Foresee(ctx context.Context, tx *Tx, d D, requests []Q) ([]Outcome[A], error) {
	return u.run(nil, requests, func(all []served[D]) ([]error, error) {
		t := &turn[D]{desk: d}
		if err := t.load(ctx, tx, all); err != nil {
			return nil, err
		}
		return t.decide(ctx, tx, all)
	})
}

// ForeseeMore is Foresee against a desk that has foreseen other requests, and that has
// loaded what these want.
func (u *UseCase[D, Q, A]) ForeseeMore(ctx context.Context, tx *Tx, d D, requests []Q) ([]Outcome[A], error) {
	return u.run(nil, requests, func(all []served[D]) ([]error, error) { return (&turn[D]{desk: d}).decide(ctx, tx, all) })
}

func (u *UseCase[D, Q, A]) run(tx *Tx, requests []Q, serve func([]served[D]) ([]error, error)) ([]Outcome[A], error) {
	servings := make([]*serving[D, Q, A], len(requests))
	all := make([]served[D], len(requests))
	for i, q := range requests {
		servings[i] = &serving[D, Q, A]{use: u, request: q}
		if u.Touches != nil && tx != nil {
			servings[i].origin = tx.origin
		}
		all[i] = servings[i]
	}
	refusals, err := serve(all)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome[A], len(requests))
	for i, s := range servings {
		outcomes[i] = s.outcome(refusals[i])
	}
	return outcomes, nil
}

func (u *UseCase[D, Q, A]) check(q Q) *mall.Error {
	if u.Check != nil {
		if refusal := u.Check(q); refusal != nil {
			return refusal
		}
	}
	if u.Repeats != nil {
		return u.Repeats.check(q)
	}
	return nil
}

// served is a serving, whatever its use case is.
type served[D Desk] interface {
	want(d D)
	// name names the request's key among those that are recalled.
	name(t *turn[D])
	// repeat answers a request that was served before.
	repeat(ctx context.Context, tx *Tx, t *turn[D]) (known bool, refusal *mall.Error, err error)
	decide(t *turn[D]) *mall.Error
	// watch has the rows that the request touches written down, once it was decided.
	watch(ctx context.Context, tx *Tx) error
}

// serving is a request on its way to its answer. A group that is run again answers again.
type serving[D Desk, Q, A any] struct {
	use     *UseCase[D, Q, A]
	request Q
	answer  A
	// origin is who asks, where that is to be written down; decided is true once the request was
	// served, and not refused.
	origin  mall.Origin
	decided bool
}

func (s *serving[D, Q, A]) outcome(err error) Outcome[A] {
	if err != nil {
		return Outcome[A]{Err: err}
	}
	return Outcome[A]{Answer: s.answer}
}

func (s *serving[D, Q, A]) want(d D) { s.use.Want(s.request, d) }

func (s *serving[D, Q, A]) name(t *turn[D]) {
	if s.use.Repeats != nil {
		s.use.Repeats.name(s.request, t.desk, &t.records)
	}
}

func (s *serving[D, Q, A]) repeat(ctx context.Context, tx *Tx, t *turn[D]) (known bool, refusal *mall.Error, err error) {
	if s.use.Repeats == nil {
		return false, nil, nil
	}
	s.decided = false // a group that is run again decides again
	s.answer, known, refusal, err = s.use.Repeats.find(ctx, tx, s.request, t.desk, &t.records)
	return known, refusal, err
}

func (s *serving[D, Q, A]) decide(t *turn[D]) (refusal *mall.Error) {
	s.answer, refusal = s.use.Decide(s.request, t.desk)
	s.decided = refusal == nil
	if s.decided && s.use.Repeats != nil {
		s.use.Repeats.made(s.request, s.answer, &t.records)
	}
	return refusal
}

func (s *serving[D, Q, A]) watch(ctx context.Context, tx *Tx) error {
	if !s.decided || !s.origin.Audited() {
		return nil
	}
	for _, row := range s.use.Touches(s.request, s.answer) {
		if err := tx.watchFor(ctx, s.origin, row.Table, []any{row.ID}); err != nil {
			return err
		}
	}
	return nil
}
