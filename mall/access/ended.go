package access

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/predicate"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Why an actor's sign-in is over.
var (
	ErrExpired   = errors.New("the access token has expired: refresh it and connect again")
	ErrSignedOut = errors.New("the session has ended: sign in again")
	// ErrChanged says that the caller may do more now, or less.
	ErrChanged = errors.New("your permissions have changed: connect again")
)

// end ends the sessions that match and are not over yet, and tells every server
// once that is committed.
func (s *Service) end(ctx context.Context, tx *store.Tx, which predicate.Session) error {
	ids, err := tx.Ent().Session.Query().Where(session.EndedAtIsNil(), which).IDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := tx.Ent().Session.Update().Where(session.IDIn(ids...)).SetEndedAt(s.clock()).Exec(ctx); err != nil {
		return err
	}
	return s.tell(ctx, tx, ids)
}

// wake has every server look anew at the sessions that match and are not over yet, because
// what their callers may do has changed.
func (s *Service) wake(ctx context.Context, tx *store.Tx, which predicate.Session) error {
	ids, err := tx.Ent().Session.Query().Where(session.EndedAtIsNil(), session.ExpiresAtGT(s.clock()), which).IDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.tell(ctx, tx, ids)
}

// tell writes a signal of each session.
func (s *Service) tell(ctx context.Context, tx *store.Tx, ids []mall.SessionID) error {
	signals := make([]mall.Signal, len(ids))
	for i, id := range ids {
		signals[i] = mall.Signal{Topic: mall.TopicSession, ID: id.UUID()}
	}
	var batch store.Batch
	s.bus.Write(tx, &batch, signals...)
	return batch.Exec(ctx, tx)
}

// UntilEnded waits until the actor may not act any longer and says why: ErrExpired
// (the token's time is over), ErrSignedOut (its session has ended, on any server) or
// ErrChanged (a staff user's permissions are others now).
// A session that is over already is noticed at once. It returns ctx's error when ctx
// ends first; for an actor whose sign-in has no end, it waits for that.
func (s *Service) UntilEnded(ctx context.Context, actor mall.Actor) error {
	var expiry <-chan time.Time
	if !actor.ExpiresAt.IsZero() {
		timer := time.NewTimer(actor.ExpiresAt.Sub(s.clock()))
		defer timer.Stop()
		expiry = timer.C
	}
	var woken <-chan struct{}
	if !actor.SessionID.IsZero() {
		listener := s.bus.Listen(mall.TopicSession, actor.SessionID.UUID()) // before the first read, so that no end is missed
		defer listener.Close()
		woken = listener.C
		listener.Wake() // the first read
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-expiry:
			return ErrExpired
		case <-woken:
			why, err := s.over(ctx, actor)
			if why != nil {
				return why
			}
			if err != nil && ctx.Err() == nil { // the next wake-up reads again
				slog.WarnContext(ctx, "whether a session has ended could not be read", "error", err)
			}
		}
	}
}

// over says why an actor with a session may not go on; nil: they may.
func (s *Service) over(ctx context.Context, actor mall.Actor) (why, err error) {
	ended, err := s.hasEnded(ctx, actor.SessionID)
	if ended {
		return ErrSignedOut, nil
	}
	if err != nil || actor.Kind != mall.ActorStaff {
		return nil, err
	}
	now, err := s.staffActor(ctx, actor.StaffID, actor.SessionID)
	switch {
	case errors.Is(err, ErrBadToken):
		return ErrSignedOut, nil
	case err == nil && !slices.Equal(now.Permissions, actor.Permissions):
		return ErrChanged, nil
	}
	return nil, err
}

func (s *Service) hasEnded(ctx context.Context, id mall.SessionID) (bool, error) {
	row, err := s.db.Ent().Session.Get(ctx, id)
	if ent.IsNotFound(err) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a session: %w", err)
	}
	return row.EndedAt != nil, nil
}
