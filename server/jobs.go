package server

import (
	"context"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/job"
	"pointsmall/mall/ledger"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
)

// Jobs is the background work of the mall on a migrated database, for programs that do
// it without serving. Call done afterwards. Events of what the jobs do are announced by
// the servers of the database.
func Jobs(ctx context.Context, db *store.DB, clock mall.Clock) (jobs []job.Job, done func(), err error) {
	bus := event.NewBus(db)
	settings, err := setting.Open(ctx, db, bus, clock)
	if err != nil {
		return nil, nil, err
	}
	following, stop := context.WithCancel(ctx)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		settings.Run(following)
	}()
	points := ledger.New(db, bus, clock, settings.Current().Zone)
	return jobsOf(points, tiering.New(db, bus, clock, settings), settings), func() {
		stop()
		<-followed
		points.Close()
	}, nil
}

// jobsOf gathers the services' jobs.
func jobsOf(points *ledger.Service, tiers *tiering.Service, settings *setting.Live) []job.Job {
	reminders := points.RemindJob(func() []int { return settings.Current().ExpiryReminders })
	return slices.Concat(points.Jobs(), []job.Job{reminders}, tiers.Jobs())
}
