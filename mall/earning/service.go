package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Service records what members do and grants what it earns.
type Service struct {
	db          *store.DB
	bus         *event.Bus
	clock       mall.Clock
	settings    *setting.Live
	zone        *time.Location
	rules       *rule.Cache
	tasks       *task.Cache
	purchases   *store.Group[Purchase, Recorded]
	returns     *store.Group[Return, Returned]
	activities  *store.Group[Activity, Recorded]
	checkIns    *store.Group[CheckIn, CheckedIn]
	redemptions *store.Group[redemption, Recorded]
}

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, settings *setting.Live) *Service {
	s := &Service{db: db, bus: bus, clock: clock, settings: settings, zone: settings.Current().Zone, rules: &rule.Cache{}, tasks: &task.Cache{}}
	s.purchases = store.NewGroup(db, "record purchase", s.servePurchases)
	s.returns = store.NewGroup(db, "record return", s.serveReturns)
	s.activities = store.NewGroup(db, "record event", s.serveActivities)
	s.checkIns = store.NewGroup(db, "check in", s.serveCheckIns)
	s.redemptions = store.NewGroup(db, "redeem code", s.serveRedemptions)
	return s
}

// Close waits until the events that were accepted are answered.
func (s *Service) Close() {
	s.purchases.Close()
	s.returns.Close()
	s.activities.Close()
	s.checkIns.Close()
	s.redemptions.Close()
}

// Now is the time by which the service reckons.
func (s *Service) Now() time.Time { return s.clock() }

// Today is the present day of the mall's calendar.
func (s *Service) Today() mall.Date { return mall.DateOf(s.clock(), s.zone) }

// openBook locks accounts to which points are added, and those from which some are
// spent with the lots that pay.
func openBook(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location, members []mall.MemberID, spend map[mall.MemberID]mall.Points) (*ledger.Book, error) {
	if len(spend) == 0 {
		return ledger.OpenForGrants(ctx, tx, now, zone, members)
	}
	book, err := ledger.Open(ctx, tx, now, zone, members)
	if err != nil {
		return nil, err
	}
	return book, book.Cover(ctx, tx, spend)
}

// Recorded is what became of an event that was reported.
type Recorded struct {
	Points mall.Points
	// Duplicate is true when its number was recorded before.
	Duplicate bool
}
