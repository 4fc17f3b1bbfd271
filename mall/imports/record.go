package imports

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"pointsmall/mall/earning"
	"pointsmall/mall/store"
)

// atOnce is how many invoices are under way at a time: enough to fill PostgreSQL's
// two groups while two others commit.
const atOnce = 256

// record records the invoices, many at once. A refusal is the invoice's fault;
// any other error ends the import. What is under way when ctx ends is finished, so
// that the report knows of everything that was recorded.
func (s *Service) record(ctx context.Context, invoices []*invoice, report *Report, progress func(int)) error {
	var mu sync.Mutex // guards report, done and failure
	var failure error
	done := 0
	finish := func(inv *invoice) (goOn bool) {
		recorded, err := s.earning.RecordPurchase(context.WithoutCancel(ctx), inv.purchase())
		mu.Lock()
		defer mu.Unlock()
		if err := report.settle(inv, store.Outcome[earning.Recorded]{Answer: recorded, Err: err}); err != nil {
			failure = err
			return false
		}
		done++
		progress(1)
		return failure == nil
	}

	queue := make(chan *invoice)
	stop := make(chan struct{})
	var once sync.Once
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for inv := range queue {
				if !finish(inv) {
					once.Do(func() { close(stop) })
					return
				}
			}
		})
	}
	feed(ctx, queue, invoices, stop)
	workers.Wait()
	if failure == nil && done < len(invoices) {
		failure = ctx.Err()
	}
	if failure != nil {
		return &Stopped{Done: done, Of: len(invoices), Cause: failure}
	}
	return nil
}

func feed(ctx context.Context, queue chan<- *invoice, invoices []*invoice, stop <-chan struct{}) {
	defer close(queue)
	for _, inv := range invoices {
		if ctx.Err() != nil {
			return
		}
		select {
		case queue <- inv:
		case <-ctx.Done():
			return
		case <-stop:
			return
		}
	}
}

// Stopped says that an import ended early. What was recorded stays.
type Stopped struct {
	Done, Of int
	Cause    error
}

// Error says how far the import came and how to continue.
func (e *Stopped) Error() string {
	why := "interrupted"
	if !errors.Is(e.Cause, context.Canceled) {
		why = e.Cause.Error() + ": stopped"
	}
	return fmt.Sprintf("%s after %d of %d invoices and returns; they stay as they are, and the same command continues with the rest", why, e.Done, e.Of)
}

// Unwrap is the cause.
func (e *Stopped) Unwrap() error { return e.Cause }
