package store

import (
	"time"

	"github.com/lib/pq"
)

// listening bounds each wait of a listener. Ping it more often than that, or its
// connection is taken for dead.
const listening = 15 * time.Second

// ListenerPing is how often a listener is to be pinged.
const ListenerPing = listening / 3

// NewListener makes a listener for PostgreSQL's notifications, on a connection of its
// own that is made again whenever it breaks; changed is told of each time. It has to be
// pinged every ListenerPing: a server that does not answer is given up.
func (db *DB) NewListener(changed pq.EventCallbackType) *pq.Listener {
	d := dialer{health: &health{}, silence: listening, listens: true}
	return pq.NewDialListener(d, db.dsn, 100*time.Millisecond, 10*time.Second, changed)
}
