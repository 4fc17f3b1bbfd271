package event

import (
	"context"
	"log/slog"
	"time"

	"github.com/lib/pq"

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
		listener := pq.NewListener(b.relay.db.URL, 100*time.Millisecond, 10*time.Second, func(_ pq.ListenerEventType, err error) {
			if err != nil {
				slog.Warn("listening for signals of other servers was interrupted", "error", err)
			}
		})
		defer listener.Close()
		if err := listener.Listen(channel); err != nil {
			slog.Error("cannot listen for signals; listeners are only woken now and then", "error", err)
		}
		go b.receive(ctx, listener.NotificationChannel())
	}
	polls, rouses := time.NewTicker(poll), time.NewTicker(rouse)
	defer polls.Stop()
	defer rouses.Stop()
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
		if err := b.pass(ctx); err != nil && ctx.Err() == nil {
			slog.Error("signals wait in the outbox", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
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

// receive announces what any server of the database notified.
func (b *Bus) receive(ctx context.Context, notifications <-chan *pq.Notification) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-notifications:
			if n == nil { // the connection was lost and is back
				b.announceAll()
				continue
			}
			b.announce(decode(n.Extra))
		}
	}
}
