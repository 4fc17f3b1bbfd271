package ledger

import (
	"context"
	"errors"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Service adjusts points by hand and reads accounts.
type Service struct {
	db    *store.DB
	group *store.Group[Adjustment, Adjusted]
	bus   *event.Bus
	clock mall.Clock
}

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock) *Service {
	s := &Service{db: db, bus: bus, clock: clock}
	s.group = store.NewGroup(db, "adjust points", s.serve)
	return s
}

// Close waits until the adjustments that were accepted are answered.
func (s *Service) Close() { s.group.Close() }

// Adjust posts an ADJUST entry for a member. Refusals: INVALID_INPUT, NOT_FOUND
// (the member), INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
func (s *Service) Adjust(ctx context.Context, a Adjustment) (*ent.Entry, error) {
	if refusal := a.check(); refusal != nil {
		return nil, refusal
	}
	done, err := s.group.Do(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.db.Ent().Entry.Get(ctx, done.Entry)
}

// serve runs one group: load, decide, save.
func (s *Service) serve(ctx context.Context, tx *store.Tx, requests []Adjustment) ([]store.Outcome[Adjusted], error) {
	now := s.clock()
	members := make([]mall.MemberID, len(requests))
	keys := make([]store.Key, len(requests))
	wanted := map[mall.MemberID]mall.Points{}
	for i, a := range requests {
		members[i], keys[i] = a.Member, a.key()
		wanted[a.Member] = min(wanted[a.Member]+max(-a.Points, 0), mall.MaxPoints)
	}
	book, err := Open(ctx, tx, now, members)
	if err != nil {
		return nil, err
	}
	if err := book.Cover(ctx, tx, wanted); err != nil {
		return nil, err
	}
	known, err := store.Recall(ctx, tx, keys)
	if err != nil {
		return nil, err
	}

	outcomes := make([]store.Outcome[Adjusted], len(requests))
	var records []store.Record
	var events []mall.Event
	for i, a := range requests {
		before, repeated := known[a.key()]
		done, refusal := book.adjust(a, before, repeated, now)
		if refusal != nil {
			outcomes[i].Err = refusal
			continue
		}
		outcomes[i].Answer = done
		if !repeated {
			record := store.Record{Key: a.key(), Fingerprint: a.fingerprint(), Result: done.Entry.String()}
			known[a.key()] = record
			records = append(records, record)
			events = append(events, mall.Event{Topic: mall.BalanceChanged, ID: a.Member.UUID()})
		}
	}
	var batch store.Batch
	book.Save(&batch)
	store.Remember(&batch, now, records)
	s.bus.Write(tx, &batch, events...)
	return outcomes, batch.Exec(ctx, tx)
}

// Balance reads one member's account.
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

// Watch sends the member's balance, and sends it again after every change, until
// ctx is done.
func (s *Service) Watch(ctx context.Context, m mall.MemberID) (<-chan *Balance, error) {
	listener := s.bus.Listen(mall.BalanceChanged, m.UUID()) // before the first read, so that no change is missed
	b, err := s.Balance(ctx, m)
	if err != nil {
		listener.Close()
		return nil, err
	}
	balances := make(chan *Balance)
	go func() {
		defer listener.Close()
		defer close(balances)
		for {
			sent := b
			select {
			case balances <- &sent:
			case <-ctx.Done():
				return
			}
			for b == sent {
				select {
				case <-listener.C:
				case <-ctx.Done():
					return
				}
				if now, err := s.Balance(ctx, m); err == nil {
					b = now // on an error the next wake-up reads again
				}
			}
		}
	}()
	return balances, nil
}
