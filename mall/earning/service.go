package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/rule"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Service records what members do and grants what it earns.
type Service struct {
	db         *store.DB
	bus        *event.Bus
	clock      mall.Clock
	settings   setting.Mall
	rules      *rule.Cache
	purchases  *store.Group[Purchase, Recorded]
	activities *store.Group[Activity, Recorded]
}

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, settings setting.Mall) *Service {
	s := &Service{db: db, bus: bus, clock: clock, settings: settings, rules: &rule.Cache{}}
	s.purchases = store.NewGroup(db, "record purchase", s.servePurchases)
	s.activities = store.NewGroup(db, "record event", s.serveActivities)
	return s
}

// Close waits until the events that were accepted are answered.
func (s *Service) Close() {
	s.purchases.Close()
	s.activities.Close()
}

// openBook locks accounts to which points are added.
func (s *Service) openBook(ctx context.Context, tx *store.Tx, now time.Time, members []mall.MemberID) (*ledger.Book, error) {
	return ledger.OpenForGrants(ctx, tx, now, members)
}

// Recorded is what became of an event that was reported.
type Recorded struct {
	Points mall.Points
	// Duplicate is true when its number was recorded before.
	Duplicate bool
}
