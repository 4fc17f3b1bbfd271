package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// maxGroup is how many requests one transaction serves at most.
const maxGroup = 64

// ErrClosed is returned by Do after Close.
var ErrClosed = errors.New("the server is shutting down")

// Outcome is what became of one request of a group: an answer, or a refusal.
type Outcome[A any] struct {
	Answer A
	Err    error
}

// Run loads what the requests need, decides each of them in memory and saves the
// result. It answers with one outcome a request, in their order. The error it
// returns is for what nobody expected: then nothing is saved, and the requests
// are tried again, first together and then each alone.
type Run[Q, A any] func(ctx context.Context, tx *Tx, requests []Q) ([]Outcome[A], error)

// Group runs the requests that arrive while earlier ones commit in one
// transaction: one set of statements and one flush to disk serve up to 64 of
// them. It waits for nobody: a lone request starts at once.
type Group[Q, A any] struct {
	db    *DB
	name  string
	run   Run[Q, A]
	queue chan *call[Q, A]

	closing sync.RWMutex
	closed  bool
	workers sync.WaitGroup
}

type call[Q, A any] struct {
	ctx     context.Context
	request Q
	done    chan Outcome[A]
}

// NewGroup starts a group's workers: two on PostgreSQL, so that one group is
// decided while another commits; one on SQLite, which has one writer.
func NewGroup[Q, A any](db *DB, name string, run Run[Q, A]) *Group[Q, A] {
	g := &Group[Q, A]{db: db, name: name, run: run, queue: make(chan *call[Q, A], 4*maxGroup)}
	workers := 1
	if db.Dialect == Postgres {
		workers = 2
	}
	for range workers {
		g.workers.Go(g.work)
	}
	return g
}

// Do runs one request and returns its outcome. A caller that gives up before its
// request was taken leaves nothing behind; after that the request goes on, and
// the same idempotency key finds what it did.
func (g *Group[Q, A]) Do(ctx context.Context, request Q) (A, error) {
	var none A
	c := &call[Q, A]{ctx: ctx, request: request, done: make(chan Outcome[A], 1)}
	if err := g.enqueue(c); err != nil {
		return none, err
	}
	select {
	case out := <-c.done:
		return out.Answer, out.Err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

func (g *Group[Q, A]) enqueue(c *call[Q, A]) error {
	g.closing.RLock()
	defer g.closing.RUnlock()
	if g.closed {
		return ErrClosed
	}
	select {
	case g.queue <- c:
		return nil
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
}

// Close refuses new requests and waits until those accepted are answered.
func (g *Group[Q, A]) Close() {
	g.closing.Lock()
	if !g.closed {
		g.closed = true
		close(g.queue)
	}
	g.closing.Unlock()
	g.workers.Wait()
}

func (g *Group[Q, A]) work() {
	for first := range g.queue {
		calls := g.take(first)
		if len(calls) == 0 {
			continue
		}
		for i, out := range g.serve(calls) {
			calls[i].done <- out
		}
	}
}

// take gathers what waits behind first, without those whose caller has left.
func (g *Group[Q, A]) take(first *call[Q, A]) []*call[Q, A] {
	var calls []*call[Q, A]
	for c := first; c != nil; {
		if c.ctx.Err() == nil {
			calls = append(calls, c)
		}
		c = nil
		if len(calls) < maxGroup {
			select {
			case c = <-g.queue: // nil once the queue is closed and empty
			default:
			}
		}
	}
	return calls
}

func (g *Group[Q, A]) serve(calls []*call[Q, A]) []Outcome[A] {
	requests := make([]Q, len(calls))
	for i, c := range calls {
		requests[i] = c.request
	}
	outcomes, err := g.try(requests)
	if err == nil {
		return outcomes
	}
	if len(calls) > 1 {
		slog.Warn("a group failed; each request is tried alone", "group", g.name, "size", len(calls), "error", err)
		outcomes = make([]Outcome[A], len(calls))
		for i := range calls {
			alone, err := g.try(requests[i : i+1])
			if err != nil {
				outcomes[i] = Outcome[A]{Err: err}
				continue
			}
			outcomes[i] = alone[0]
		}
		return outcomes
	}
	return []Outcome[A]{{Err: err}}
}

// try runs the requests in one transaction, again where the database asks for it.
func (g *Group[Q, A]) try(requests []Q) (outcomes []Outcome[A], err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", g.name, p, debug.Stack())
		}
	}()
	// No deadline: database/sql and lib/pq would each start a goroutine for every
	// statement to watch it. The database bounds statements itself (see Open).
	err = g.db.InTx(context.Background(), func(ctx context.Context, tx *Tx) error {
		var err error
		outcomes, err = g.run(ctx, tx, requests)
		if err == nil && len(outcomes) != len(requests) {
			err = fmt.Errorf("%s: %d outcomes for %d requests", g.name, len(outcomes), len(requests))
		}
		return err
	})
	return outcomes, err
}
