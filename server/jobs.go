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
	settings, err := setting.Load(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	bus := event.NewBus(db)
	points := ledger.New(db, bus, clock, settings.Zone)
	return jobsOf(points, tiering.New(db, bus, clock, settings), settings), points.Close, nil
}

// jobsOf gathers the services' jobs.
func jobsOf(points *ledger.Service, tiers *tiering.Service, settings setting.Mall) []job.Job {
	reminders := points.RemindJob(func() []int { return settings.ExpiryReminders })
	return slices.Concat(points.Jobs(), []job.Job{reminders}, tiers.Jobs())
}
