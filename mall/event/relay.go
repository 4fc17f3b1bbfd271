package event

import (
	"context"
	"log/slog"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// How the relay keeps time.
const (
	// pause lets a busy server announce many signals in one transaction.
	pause = 20 * time.Millisecond
	// poll finds rows that a server left behind when it died.
	poll = 2 * time.Second
	// rouse wakes every listener, in case an announcement was lost.
	rouse = 30 * time.Second
	// tolerated is how many failures in a row are an error.
	tolerated = 3
)

// channel is the PostgreSQL notification channel.
const channel = "pointsmall"

type relay struct {
	db     *store.DB
	signal chan struct{}
}

func (r *relay) wake() {
	select {
	case r.signal <- struct{}{}:
	default:
	}
}

// NewBus makes the bus of a server on db. Without Run, signals stay in the outbox.
func NewBus(db *store.DB) *Bus {
	return &Bus{
		listeners: map[mall.Signal]map[*Listener]struct{}{},
		relay:     &relay{db: db, signal: make(chan struct{}, 1)},
	}
}

// Run announces signals until ctx is done.
func (b *Bus) Run(ctx context.Context) {
	if b.relay.db.Dialect == store.Postgres {
		select { // what is announced before would not be heard here
		case <-b.hear(ctx):
		case <-ctx.Done():
			return
		}
	}
	polls, rouses := time.NewTicker(poll), time.NewTicker(rouse)
	defer polls.Stop()
	defer rouses.Stop()
	failures := 0 // in a row
	for {
		select {
		case <-ctx.Done():
			return
		case <-rouses.C:
			b.announceAll()
			continue
		case <-b.relay.signal:
		case <-polls.C:
		}
		if err := b.pass(ctx); err == nil {
			failures = 0
		} else if ctx.Err() == nil {
			failures++
			b.complain(ctx, failures, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// complain logs that signals could not be taken. A database that is busy or away for a
// moment is no error: the next pass takes them, and listeners wake by themselves now and then.
func (b *Bus) complain(ctx context.Context, failures int, err error) {
	level := slog.LevelWarn
	if failures >= tolerated {
		level = slog.LevelError
	}
	slog.Log(ctx, level, "signals wait in the outbox", "failures", failures, "error", err)
}

// pass empties the outbox.
func (b *Bus) pass(ctx context.Context) error {
	for more := true; more; {
		more = false
		var signals []mall.Signal
		err := b.relay.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			var err error
			if tx.Dialect == store.Postgres {
				// Were this commit lost, the signals would only be announced again: it
				// need not wait for the disk that the hot transactions wait for.
				if _, err := tx.Exec(ctx, "set local synchronous_commit = off"); err != nil {
					return err
				}
			}
			if signals, err = take(ctx, tx); err != nil || tx.Dialect != store.Postgres {
				return err
			}
			for _, message := range encode(signals) {
				if _, err := tx.Exec(ctx, "select pg_notify($1, $2)", channel, message); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if b.relay.db.Dialect != store.Postgres {
			b.announce(signals)
		}
		more = len(signals) >= takeAtOnce
	}
	return nil
}
