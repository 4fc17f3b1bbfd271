package ledger

import (
	"cmp"
	"context"
	"errors"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Service moves points and reads accounts.
type Service struct {
	db    *store.DB
	group *store.Group[move, string]
	bus   *event.Bus
	clock mall.Clock
	zone  *time.Location
}

// New starts the service; Close ends it. zone is where the mall's days begin.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, zone *time.Location) *Service {
	s := &Service{db: db, bus: bus, clock: clock, zone: zone}
	s.group = store.NewGroup(db, "move points", s.serve)
	return s
}

// Close waits until the moves that were accepted are answered.
func (s *Service) Close() { s.group.Close() }

// do serves one move and returns the id of what it made.
func (s *Service) do(ctx context.Context, m move) (mall.AnyID, error) {
	if refusal := cmp.Or(m.check(), mall.CheckKey(m.key().Key)); refusal != nil {
		return "", refusal
	}
	result, err := s.group.Do(ctx, m)
	return mall.AnyID(result), err
}

// serve runs one group: load, decide, save.
func (s *Service) serve(ctx context.Context, tx *store.Tx, moves []move) ([]store.Outcome[string], error) {
	d, err := s.load(ctx, tx, moves)
	if err != nil {
		return nil, err
	}
	keys := make([]store.Key, len(moves))
	for i, m := range moves {
		keys[i] = m.key()
	}
	known, err := store.Recall(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[string], len(moves))
	var records []store.Record
	for i, m := range moves {
		before, repeated := known[m.key()]
		switch {
		case repeated && before.Fingerprint != m.fingerprint():
			outcomes[i].Err = mall.KeyConflict()
			continue
		case repeated:
			outcomes[i].Answer = before.Result
			continue
		}
		result, refusal := m.decide(d)
		if refusal != nil {
			outcomes[i].Err = refusal
			continue
		}
		outcomes[i].Answer = result
		record := store.Record{Key: m.key(), Fingerprint: m.fingerprint(), Result: result}
		known[m.key()] = record
		records = append(records, record)
	}
	return outcomes, s.save(ctx, tx, d, records)
}

func (s *Service) save(ctx context.Context, tx *store.Tx, d *desk, records []store.Record) error {
	for _, book := range d.books { // a batch must not write a table twice
		var batch store.Batch
		book.Save(&batch)
		if err := batch.Exec(ctx, tx); err != nil {
			return err
		}
	}
	var batch store.Batch
	d.save(&batch)
	store.Remember(&batch, d.now, records)
	s.bus.Write(tx, &batch, d.signals...)
	return batch.Exec(ctx, tx)
}

// Balance reads one member's account in the mall's own points.
func (s *Service) Balance(ctx context.Context, m mall.MemberID) (Balance, error) {
	balances, err := s.Balances(ctx, []mall.MemberID{m}, mall.DefaultPoints)
	if err != nil {
		return Balance{}, err
	}
	b, ok := balances[m]
	if !ok {
		return Balance{}, errNoAccount
	}
	return b, nil
}

// errNoAccount is a bug: every member has an account from the start.
var errNoAccount = errors.New("ledger: the member has no account")
