package store

import (
	"net/url"
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
	return pq.NewDialListener(d, db.listenerURL(d), 100*time.Millisecond, 10*time.Second, changed)
}

// listenerURL is how a listener connects: without an end of idle sessions, which the owner of
// the database or of the role may have set. The driver's listener runs no statement of ours,
// so this one setting goes with the start-up. Poolers refuse what they do not know there:
// with those the owner's setting stays. The try is bounded as each connection is.
func (db *DB) listenerURL(d dialer) string {
	dsn, err := url.Parse(db.dsn)
	if err != nil {
		return db.dsn
	}
	query := dsn.Query()
	query.Set("idle_session_timeout", "0")
	dsn.RawQuery = query.Encode()
	conn, err := pq.DialOpen(d, dsn.String())
	if err != nil {
		return db.dsn
	}
	_ = conn.Close() // it has served
	return dsn.String()
}
