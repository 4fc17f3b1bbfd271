package job

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Runner runs jobs while a server is up.
type Runner struct {
	db    *store.DB
	clock mall.Clock
	jobs  []Job
	name  string // of this server, in leases
}

// NewRunner makes a runner of the jobs.
func NewRunner(db *store.DB, clock mall.Clock, jobs []Job) *Runner {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return &Runner{db: db, clock: clock, jobs: jobs, name: fmt.Sprintf("%.40s/%d", host, os.Getpid())}
}

// Run runs every job when its time has come, until ctx is done.
func (r *Runner) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, j := range r.jobs {
		wg.Go(func() { r.repeat(ctx, j) })
	}
	wg.Wait()
}

func (r *Runner) repeat(ctx context.Context, j Job) {
	// Servers that start together should not look together; the first look comes soon,
	// because nobody knows how long the mall was down.
	wait := time.Duration(rand.Int64N(int64(min(j.Every, 5*time.Second))))
	failures := 0 // in a row
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		switch err := r.Once(ctx, j); {
		case err == nil:
			failures = 0
		case ctx.Err() == nil:
			failures++
			slog.Log(ctx, severity(err, failures), "a job failed; it runs again later", "job", j.Name, "failures", failures, "error", err)
		}
		wait = j.Every + time.Duration(rand.Int64N(int64(j.Every/10)+1))
	}
}

// severity is a warning where the database was busy or away, which passes; where that
// has lasted three times it is an error: a step that is too slow never ends by itself.
func severity(err error, failures int) slog.Level {
	if store.Retryable(err) && !store.IsUnique(err) && failures < 3 {
		return slog.LevelWarn
	}
	return slog.LevelError
}

// Once runs a job, unless another server does or has done so just now.
func (r *Runner) Once(ctx context.Context, j Job) error {
	mine, err := r.take(ctx, j)
	if err != nil || !mine {
		return err
	}
	began := time.Now()
	lastTaken := began
	done, err := j.Run(ctx, true, func(int) {
		if time.Since(lastTaken) < j.Every/2 {
			return
		}
		lastTaken = time.Now()
		if _, err := r.take(ctx, j); err != nil { // a lease that ends only lets another server help
			slog.WarnContext(ctx, "a job's lease could not be renewed", "job", j.Name, "error", err)
		}
	})
	if done > 0 {
		slog.InfoContext(ctx, "a job is done", "job", j.Name, "done", done, "seconds", time.Since(began).Seconds())
	}
	return err
}

// take takes the job's lease for one period, or renews it.
func (r *Runner) take(ctx context.Context, j Job) (mine bool, err error) {
	now := r.clock()
	err = r.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		// A little less than the period, so that the next look finds it free.
		until := now.Add(j.Every * 9 / 10)
		result, err := tx.Exec(ctx, "insert into job_leases (id, holder, taken_until, last_run_at) values ($1, $2, $3, $4) "+
			"on conflict (id) do update set holder = excluded.holder, taken_until = excluded.taken_until, last_run_at = excluded.last_run_at "+
			"where job_leases.taken_until <= $4 or job_leases.holder = $2", j.Name, r.name, until, now)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		mine = n > 0
		return err
	})
	return mine, err
}
