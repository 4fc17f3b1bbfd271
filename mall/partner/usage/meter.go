package usage

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// How long a server goes on with what it knows, and how many calls of a key it counts
// before it writes them.
const (
	every = time.Second
	many  = 100
)

// Meter counts calls. Make one with New, end it with Close.
type Meter struct {
	db    *store.DB
	clock mall.Clock
	zone  *time.Location

	wake chan struct{}
	stop func()
	over chan struct{}

	mu    sync.Mutex
	pages map[page]*count
}

// page is a key's day.
type page struct {
	key mall.APIKeyID
	day string
}

// New makes a meter whose days are those of zone.
func New(db *store.DB, clock mall.Clock, zone *time.Location) *Meter {
	ctx, stop := context.WithCancel(context.Background())
	m := &Meter{
		db: db, clock: clock, zone: zone, pages: map[page]*count{},
		wake: make(chan struct{}, 1), stop: stop, over: make(chan struct{}),
	}
	go m.run(ctx)
	return m
}

// count is what is known of a page.
type count struct {
	mu sync.Mutex
	// stored is how many calls all servers have written, as it was read at.
	stored int
	read   time.Time
	// added is what this server has not written yet, writing what it writes just now.
	added, writing Sums
	// gone is true where the page has been forgotten.
	gone bool
}

// Sums are what a key has asked for.
type Sums struct {
	// Calls are the operations that ran, Refused those that the quota did not let.
	Calls, Refused int
	// Cost is that of the calls together.
	Cost int64
}

// Call counts a call of a key with a quota of calls a day; 0 is none. Refusals:
// QUOTA_EXCEEDED, with Figures.RetryAfter to the end of the day.
func (m *Meter) Call(ctx context.Context, key mall.APIKeyID, quota, cost int) error {
	now := m.clock()
	p := page{key, mall.DateOf(now, m.zone).String()}
	c := m.lock(p)
	defer c.mu.Unlock()
	if quota > 0 && now.Sub(c.read).Abs() >= every {
		if err := m.refresh(ctx, p, c, now); err != nil {
			return err
		}
	}
	if quota > 0 && c.stored+c.writing.Calls+c.added.Calls >= quota {
		c.added.Refused++
		return m.exceeded(quota, now)
	}
	c.added.Calls++
	c.added.Cost += int64(cost)
	if c.added.Calls >= many {
		m.hurry()
	}
	return nil
}

// lock opens a page, where there is none, and locks its count.
func (m *Meter) lock(p page) *count {
	for {
		c := m.open(p)
		if c.mu.Lock(); !c.gone {
			return c
		}
		c.mu.Unlock()
	}
}

func (m *Meter) open(p page) *count {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.pages[p]
	if c == nil {
		c = &count{}
		m.pages[p] = c
	}
	return c
}

func (m *Meter) exceeded(quota int, now time.Time) *mall.Error {
	after := mall.StartOfDay(mall.DateOf(now, m.zone).AddDays(1), m.zone).Sub(now)
	e := mall.Errorf(mall.CodeQuotaExceeded, "the API key has used its %s of this day", "该 API 密钥今日的 %d 次调用额度已用完", mall.Count(quota, "call"))
	e.Figures.RetryAfter = int64((after + time.Second - 1) / time.Second)
	return e
}

// hurry has the counts written now.
func (m *Meter) hurry() {
	select {
	case m.wake <- struct{}{}:
	default: // somebody has asked for it already
	}
}

func (m *Meter) run(ctx context.Context) {
	defer close(m.over)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-m.wake:
		case <-ctx.Done():
			return
		}
		m.flush()
	}
}

// Close writes what has been counted. What is counted after it is lost.
func (m *Meter) Close() {
	m.stop()
	<-m.over
	m.flush()
}

// flush writes what has been counted, and forgets the days that are over.
func (m *Meter) flush() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	now := m.clock()
	today := mall.DateOf(now, m.zone).String()
	for p, c := range m.opened() {
		if err := m.write(ctx, p, c, now); err != nil {
			slog.ErrorContext(ctx, "what an API key has used could not be written; it is tried again", "key", p.key.String(), "error", err)
		} else if p.day != today {
			m.forget(p, c)
		}
	}
}

func (m *Meter) opened() map[page]*count {
	m.mu.Lock()
	defer m.mu.Unlock()
	opened := make(map[page]*count, len(m.pages))
	for p, c := range m.pages {
		opened[p] = c
	}
	return opened
}

// forget forgets a page, unless somebody has counted on it meanwhile.
func (m *Meter) forget(p page, c *count) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.added == (Sums{}) {
		c.gone = true
		delete(m.pages, p)
	}
}
