package ledger

import (
	"context"
	"errors"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Service moves points and reads accounts.
type Service struct {
	db *store.DB
	// engine serves whatever moves points here, in one group.
	engine *store.Engine[*desk]
	bus    *event.Bus
	clock  mall.Clock
	zone   *time.Location
}

// New starts the service; Close ends it. zone is where the mall's days begin.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, zone *time.Location) *Service {
	s := &Service{db: db, bus: bus, clock: clock, zone: zone}
	s.engine = store.NewEngine(db, "move points", clock, s.desk)
	return s
}

// Close waits until the moves that were accepted are answered.
func (s *Service) Close() { s.engine.Close() }

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
