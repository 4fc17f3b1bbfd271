package job

import (
	"context"
	"time"
)

// Job is work that comes again and again.
type Job struct {
	// Name is stable: "expire-points".
	Name string
	// Says is one line of help: what the job does.
	Says string
	// Every is how often it runs.
	Every time.Duration
	// Step does a part of what is due, in a transaction of its own, and returns how much
	// that was; 0 when nothing is due any more.
	Step func(ctx context.Context) (done int, err error)
	// Due counts what is due, for progress.
	Due func(ctx context.Context) (int, error)
}

// share is how much of the time a job works; the rest it leaves to callers.
const share = 0.4

// Run does all that is due. progress is called after each part with what was done so
// far; it may be nil. paced leaves most of the time to others between the parts.
func (j Job) Run(ctx context.Context, paced bool, progress func(done int)) (int, error) {
	total := 0
	for {
		began := time.Now()
		done, err := j.Step(ctx)
		total += done
		if err != nil || done == 0 {
			return total, err
		}
		if progress != nil {
			progress(total)
		}
		if !paced {
			continue
		}
		worked := time.Since(began)
		select {
		case <-ctx.Done():
			return total, ctx.Err()
		case <-time.After(time.Duration(float64(worked) * (1 - share) / share)):
		}
	}
}
