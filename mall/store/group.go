package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"
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
// them. It waits for nobody: a lone request starts at once, on its caller's own
// goroutine, because handing it to another and back costs as much as a statement.
type Group[Q, A any] struct {
	db   *DB
	name string
	run  Run[Q, A]
	// limit is how many groups are in flight at once: two on PostgreSQL, so that one
	// is decided while another commits; one on SQLite, which has one writer.
	limit int
	// guarded requests are first run by DB.InOneStatement.
	guarded bool
	// cautious counts the groups that take locks at once, because one was changed
	// under its hands a moment ago.
	cautious atomic.Int64

	mu      sync.Mutex
	waiting []*call[Q, A]
	running int
	closed  bool
	idle    sync.Cond // running is 0
}

type call[Q, A any] struct {
	ctx     context.Context
	request Q
	done    chan Outcome[A]
}

// NewGroup makes a group; Close ends it.
func NewGroup[Q, A any](db *DB, name string, run Run[Q, A]) *Group[Q, A] {
	g := &Group[Q, A]{db: db, name: name, run: run, limit: 1}
	if db.Dialect == Postgres {
		g.limit = 2
	}
	g.idle.L = &g.mu
	return g
}

// WithoutLocks has groups run by DB.InOneStatement, so their run function must guard
// what it changes. Where groups of several meet, the next ones take locks at once.
func (g *Group[Q, A]) WithoutLocks() *Group[Q, A] {
	g.guarded = true
	return g
}

// OneAtATime has each group wait until the one before has committed. It is for requests that
// nearly all change one row: two groups of them would only wait for each other.
func (g *Group[Q, A]) OneAtATime() *Group[Q, A] {
	g.limit = 1
	return g
}

// caution is how many groups take locks at once after one that had to be run again:
// where all of them meet, one in seventeen runs twice.
const caution = 16

// unlocked reports whether the next group, of n requests, is tried without locks. A
// request that is alone always is: it has the least to lose.
func (g *Group[Q, A]) unlocked(n int) bool {
	if !g.guarded || n == 1 {
		return g.guarded
	}
	if g.cautious.Load() > 0 {
		g.cautious.Add(-1)
		return false
	}
	return true
}

// Do runs one request and returns its outcome. A caller that gives up before its
// request was taken leaves nothing behind; after that the request goes on, and
// the same idempotency key finds what it did. A request that comes to nothing is not
// tried again for a caller that has given up.
func (g *Group[Q, A]) Do(ctx context.Context, request Q) (A, error) {
	var none A
	if err := ctx.Err(); err != nil {
		return none, err
	}
	c := &call[Q, A]{ctx: ctx, request: request, done: make(chan Outcome[A], 1)}
	calls, err := g.enqueue(c)
	if err != nil {
		return none, err
	}
	if calls != nil {
		g.answer(calls)
		if more := g.next(); more != nil {
			go g.work(more)
		}
	}
	select {
	case out := <-c.done:
		return out.Answer, out.Err
	default:
	}
	select {
	case out := <-c.done:
		return out.Answer, out.Err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// DoAll runs many requests of one caller, in transactions of up to 64 of them and of
// whatever else arrives meanwhile, and returns their outcomes in order. A caller that
// gives up gets ctx's error for those that are not answered yet.
func (g *Group[Q, A]) DoAll(ctx context.Context, requests []Q) []Outcome[A] {
	calls := make([]*call[Q, A], len(requests))
	for i, r := range requests {
		calls[i] = &call[Q, A]{ctx: ctx, request: r, done: make(chan Outcome[A], 1)}
	}
	outcomes := make([]Outcome[A], len(requests))
	if err := g.enqueueAll(calls); err != nil {
		for i := range outcomes {
			outcomes[i].Err = err
		}
		return outcomes
	}
	for i, c := range calls {
		select {
		case outcomes[i] = <-c.done:
		case <-ctx.Done():
			select {
			case outcomes[i] = <-c.done:
			default:
				outcomes[i].Err = ctx.Err()
			}
		}
	}
	return outcomes
}

// enqueueAll adds calls to those who wait, and starts as many groups as may run.
func (g *Group[Q, A]) enqueueAll(calls []*call[Q, A]) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return ErrClosed
	}
	g.waiting = append(g.waiting, calls...)
	for g.running < g.limit {
		taken := g.take()
		if len(taken) == 0 {
			return nil
		}
		g.running++
		go g.work(taken)
	}
	return nil
}

// enqueue adds c to those who wait. Where another group may start it returns the
// calls that the caller is to answer.
func (g *Group[Q, A]) enqueue(c *call[Q, A]) ([]*call[Q, A], error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	g.waiting = append(g.waiting, c)
	if g.running == g.limit {
		return nil, nil
	}
	g.running++
	return g.take(), nil
}

// next returns the calls of the next group; nil ends the caller's turn.
func (g *Group[Q, A]) next() []*call[Q, A] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if calls := g.take(); len(calls) > 0 {
		return calls
	}
	g.running--
	if g.running == 0 {
		g.idle.Broadcast()
	}
	return nil
}

// take takes those who wait, without those whose caller has left.
func (g *Group[Q, A]) take() []*call[Q, A] {
	var calls []*call[Q, A]
	for i, c := range g.waiting {
		if len(calls) == maxGroup {
			g.waiting = slices.Delete(g.waiting, 0, i)
			return calls
		}
		if c.ctx.Err() == nil {
			calls = append(calls, c)
		}
	}
	g.waiting = slices.Delete(g.waiting, 0, len(g.waiting))
	return calls
}

// Close refuses new requests and waits until those accepted are answered.
func (g *Group[Q, A]) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for g.running > 0 {
		g.idle.Wait()
	}
}

func (g *Group[Q, A]) work(calls []*call[Q, A]) {
	for ; calls != nil; calls = g.next() {
		g.answer(calls)
	}
}

func (g *Group[Q, A]) answer(calls []*call[Q, A]) {
	if len(calls) == 0 {
		return
	}
	for i, out := range g.serve(calls) {
		calls[i].done <- out
	}
}

func (g *Group[Q, A]) serve(calls []*call[Q, A]) []Outcome[A] {
	requests := make([]Q, len(calls))
	for i, c := range calls {
		requests[i] = c.request
	}
	outcomes, err := g.try(callers[Q, A]{context.Background(), calls}, requests)
	if err == nil {
		return outcomes
	}
	if len(calls) > 1 {
		slog.Warn("a group failed; each request is tried alone", "group", g.name, "size", len(calls), "error", err)
		outcomes = make([]Outcome[A], len(calls))
		for i := range calls {
			ctx := callers[Q, A]{context.Background(), calls[i : i+1]}
			if err := ctx.Err(); err != nil {
				outcomes[i] = Outcome[A]{Err: err}
				continue
			}
			alone, err := g.try(ctx, requests[i:i+1])
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

// callers is the context of what calls have asked for: over once all of them have
// given up. Nothing can wait for that: database/sql and lib/pq would each start a
// goroutine for every statement to do so. The database bounds statements itself (see
// Options.WriteTimeout).
type callers[Q, A any] struct {
	context.Context
	calls []*call[Q, A]
}

// Err is nil while somebody is left who wants an answer.
func (c callers[Q, A]) Err() error {
	var over error
	for _, call := range c.calls {
		if over = call.ctx.Err(); over == nil {
			return nil
		}
	}
	return over
}

// Deadline is when the last of them gives up. The connection to the database has it, too
// (see wire), and takes no goroutine for that.
func (c callers[Q, A]) Deadline() (last time.Time, ok bool) {
	for _, call := range c.calls {
		deadline, bounded := call.ctx.Deadline()
		if !bounded {
			return time.Time{}, false
		}
		if deadline.After(last) {
			last = deadline
		}
	}
	return last, !last.IsZero()
}

// try runs the requests in one transaction, again where the database asks for it
// and somebody still waits.
func (g *Group[Q, A]) try(ctx context.Context, requests []Q) (outcomes []Outcome[A], err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", g.name, p, debug.Stack())
		}
	}()
	inTx := g.db.InTx
	if g.unlocked(len(requests)) {
		inTx = g.db.InOneStatement
	}
	err = inTx(ctx, func(ctx context.Context, tx *Tx) error {
		if tx.Attempt > 1 {
			g.cautious.Store(caution)
		}
		var err error
		outcomes, err = g.run(ctx, tx, requests)
		if err == nil && len(outcomes) != len(requests) {
			err = fmt.Errorf("%s: %d outcomes for %d requests", g.name, len(outcomes), len(requests))
		}
		return err
	})
	return outcomes, err
}
