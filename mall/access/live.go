package access

import (
	"context"
	"fmt"
	"sync"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// LiveFor is how long a server goes on believing that a session lives after it has
// read so: an access token works at most that long after its session has ended on
// another server.
const LiveFor = 3 * time.Second

// maxLive bounds the sessions that are remembered.
const maxLive = 100_000

// live remembers the sessions that were read as not ended, so that a busy caller
// costs one query every LiveFor instead of one a request.
type live struct {
	db    *store.DB
	mu    sync.Mutex
	until map[mall.SessionID]time.Time
}

// check is ErrBadToken when the session has ended or was never there.
func (l *live) check(ctx context.Context, id mall.SessionID, now time.Time) error {
	l.mu.Lock()
	until := l.until[id]
	l.mu.Unlock()
	if now.Before(until) {
		return nil
	}
	row, err := l.db.Ent().Session.Get(ctx, id)
	if ent.IsNotFound(err) {
		return ErrBadToken
	}
	if err != nil {
		return fmt.Errorf("read a session: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if row.EndedAt != nil {
		delete(l.until, id)
		return ErrBadToken
	}
	if l.until == nil || len(l.until) >= maxLive {
		l.until = make(map[mall.SessionID]time.Time)
	}
	l.until[id] = now.Add(LiveFor)
	return nil
}

// forget makes this server read every session anew, after some have ended here.
func (l *live) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.until)
}
