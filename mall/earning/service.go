package earning

import (
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/budget"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/event"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Service records what members do and grants what it earns.
type Service struct {
	db       *store.DB
	bus      *event.Bus
	clock    mall.Clock
	settings *setting.Live
	caches   *caches

	// A group of requests is of one kind: those of a purchase and of its return must not
	// meet in one, because the return looks for what is stored of the purchase.
	purchases, returns, activities, checkIns, redemptions, welcomes, corrections, reviews *store.Engine[*desk]

	recordPurchase *useCase[Purchase, Recorded]
	recordReturn   *useCase[Return, Returned]
	recordActivity *useCase[Activity, Recorded]
	recordScore    *useCase[Activity, Recorded]
}

// useCase and byKey are the dialect of package store, spoken at this package's desk.
type (
	useCase[Q, A any] = store.UseCase[*desk, Q, A]
	byKey[Q, A any]   = store.ByKey[*desk, Q, A]
)

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, settings *setting.Live) *Service {
	s := &Service{db: db, bus: bus, clock: clock, settings: settings, caches: &caches{rules: &rule.Cache{}, tasks: &task.Cache{}, modes: &budget.Modes{}}}
	s.purchases = store.NewEngine(db, "record purchase", clock, s.desk)
	s.returns = store.NewEngine(db, "record return", clock, s.desk)
	s.activities = store.NewEngine(db, "record event", clock, s.desk)
	s.checkIns = store.NewEngine(db, "check in", clock, s.desk)
	s.redemptions = store.NewEngine(db, "redeem code", clock, s.desk)
	s.welcomes = store.NewEngine(db, "welcome", clock, s.desk)
	s.corrections = store.NewEngine(db, "correct", clock, s.desk)
	s.reviews = store.NewEngine(db, "decide referral", clock, s.desk)
	s.recordPurchase, s.recordReturn = recordingPurchases(clock), recordingReturns(clock)
	s.recordActivity, s.recordScore = recordingActivities(clock), recordingScores()
	return s
}

// Close waits until the events that were accepted are answered.
func (s *Service) Close() {
	for _, e := range []*store.Engine[*desk]{s.purchases, s.returns, s.activities, s.checkIns, s.redemptions, s.welcomes, s.corrections, s.reviews} {
		e.Close()
	}
}

// Now is the time by which the service reckons.
func (s *Service) Now() time.Time { return s.clock() }

// Today is the present day of the mall's calendar.
func (s *Service) Today() mall.Date { return mall.DateOf(s.clock(), s.settings.Current().Zone) }

// Recorded is what became of an event that was reported.
type Recorded struct {
	Points mall.Points
	// Duplicate is true when its number was recorded before.
	Duplicate bool
}
