package access

import (
	"context"
	"fmt"
	"sync"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/member"
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
	known map[mall.SessionID]alive
}

// alive is what was read of a session, and of its member.
type alive struct {
	until    time.Time
	frozen   bool
	birthday *mall.Date
}

// check is what is known of a session, or ErrBadToken when it has ended or was never there.
func (l *live) check(ctx context.Context, id mall.SessionID, now time.Time) (alive, error) {
	l.mu.Lock()
	is := l.known[id]
	l.mu.Unlock()
	if now.Before(is.until) {
		return is, nil
	}
	row, err := l.db.Ent().Session.Get(ctx, id)
	if ent.IsNotFound(err) {
		return alive{}, ErrBadToken
	}
	if err != nil {
		return alive{}, fmt.Errorf("read a session: %w", err)
	}
	is = alive{until: now.Add(LiveFor)}
	if row.MemberID != nil && row.EndedAt == nil {
		if is.frozen, is.birthday, err = member.Bounds(ctx, l.db.Ent(), *row.MemberID); err != nil {
			return alive{}, fmt.Errorf("read a session's member: %w", err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if row.EndedAt != nil {
		delete(l.known, id)
		return alive{}, ErrBadToken
	}
	if l.known == nil || len(l.known) >= maxLive {
		l.known = make(map[mall.SessionID]alive)
	}
	l.known[id] = is
	return is, nil
}

// forget makes this server read every session anew, after some have ended here.
func (l *live) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.known)
}

// LookAnew makes this server read every session anew, after a member was frozen here, or is not
// any longer. Others do so within LiveFor.
func (s *Service) LookAnew() { s.live.forget() }
