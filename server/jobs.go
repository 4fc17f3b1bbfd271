package server

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/job"
	"pointsmall/mall/ledger"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Jobs is the background work of the mall on a migrated database, for programs that do
// it without serving. Call done afterwards. Events of what the jobs do are announced by
// the servers of the database.
func Jobs(ctx context.Context, db *store.DB, clock mall.Clock) (jobs []job.Job, done func(), err error) {
	settings, err := setting.Load(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	points := ledger.New(db, event.NewBus(db), clock, settings.Zone)
	return jobsOf(points), points.Close, nil
}

// jobsOf gathers the services' jobs.
func jobsOf(points *ledger.Service) []job.Job { return points.Jobs() }
