package event

import (
	"context"
	"log/slog"
	"time"

	"github.com/lib/pq"

	"pointsmall/mall/store"
)

// hear announces what the servers of a PostgreSQL database tell each other, until ctx
// is done. It returns a channel that is closed once the server listens. Where the database
// is away, each of the listener's calls may take as long as a connection does: none of
// them holds up the server's end.
func (b *Bus) hear(ctx context.Context) (listens <-chan struct{}) {
	ready := make(chan struct{})
	listener := b.relay.db.NewListener(func(_ pq.ListenerEventType, err error) {
		if err != nil && ctx.Err() == nil {
			slog.Warn("listening for signals of other servers was interrupted", "error", err)
		}
	})
	context.AfterFunc(ctx, func() { _ = listener.Close() }) // it says that it is closed already, at most
	go func() {
		defer close(ready)
		if err := listener.Listen(channel); err != nil && ctx.Err() == nil {
			slog.Error("cannot listen for signals; listeners are only woken now and then", "error", err)
		}
	}()
	go keepAlive(ctx, listener)
	go b.receive(ctx, listener.NotificationChannel())
	return ready
}

// keepAlive pings the listener, whose connection is given up when that is not answered.
func keepAlive(ctx context.Context, listener *pq.Listener) {
	pings := time.NewTicker(store.ListenerPing)
	defer pings.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pings.C:
			_ = listener.Ping() // a connection that is lost is made again, and then logged
		}
	}
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
