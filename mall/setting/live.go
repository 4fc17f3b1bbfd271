package setting

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// poll is how often a server reads the settings anew although nobody told it of a change:
// an announcement may be lost, another process may use the same SQLite file, and somebody
// may have changed the table by SQL.
const poll = 5 * time.Second

// Live has the settings that hold now. They are kept in memory, because most operations
// need them before their first statement, and none should pay one for them: a change on
// this server is used from its commit on, one on another server some milliseconds later,
// when it is announced, or after poll at the latest.
type Live struct {
	db      *store.DB
	bus     *event.Bus
	clock   mall.Clock
	current atomic.Pointer[Mall]

	mu      sync.Mutex // held from reading to keeping, so that what is older never replaces what is newer
	trouble string     // what was wrong with the settings that were read last
}

// Open reads the settings. Without Run they change only by what is changed here.
func Open(ctx context.Context, db *store.DB, bus *event.Bus, clock mall.Clock) (*Live, error) {
	m, err := Load(ctx, db)
	if err != nil {
		return nil, err
	}
	l := &Live{db: db, bus: bus, clock: clock}
	l.current.Store(&m)
	return l, nil
}

// Current is what holds now. An operation asks once, and keeps what it got.
func (l *Live) Current() Mall { return *l.current.Load() }

// Run follows changes until ctx is done. Where the bus does not run, it looks every poll.
func (l *Live) Run(ctx context.Context) {
	listener := l.bus.Listen(mall.TopicSettings, uuid.Nil)
	defer listener.Close()
	polls := time.NewTicker(poll)
	defer polls.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-listener.C:
		case <-polls.C:
		}
		if err := l.Refresh(ctx); err != nil && ctx.Err() == nil {
			l.report(err)
		}
	}
}

// Refresh reads the settings anew. When they make no sense, or have another currency or
// zone than the server began with, those that hold stay.
func (l *Live) Refresh(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	m, err := Load(ctx, l.db)
	if err != nil {
		return err
	}
	if now := l.Current(); m.Currency != now.Currency || m.Zone.String() != now.Zone.String() {
		return fmt.Errorf("currency %s and time zone %s hold until the server starts again: the table has %s and %s",
			now.Currency, now.Zone, m.Currency, m.Zone)
	}
	l.trouble = ""
	l.current.Store(&m)
	return nil
}

// report logs what is wrong, once as long as it is the same.
func (l *Live) report(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.trouble != err.Error() {
		l.trouble = err.Error()
		slog.Error("the mall's settings could not be read anew; those that were read before hold on", "error", err)
	}
}

// keep has what was changed here used at once, unless something newer was read meanwhile.
func (l *Live) keep(m Mall) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m.Version > l.Current().Version {
		l.current.Store(&m)
	}
}
