package store

import (
	"context"
	"net"
	"syscall"
	"time"
)

// When the kernel gives a connection up whose other machine is gone.
const (
	// unacknowledged is how long what was sent may stay without an acknowledgement.
	unacknowledged = 5 * time.Second
	// idle, then three times probe: a connection that waits in the pool, or listens,
	// is found dead after some 11 seconds.
	idle, probe, probes = 5 * time.Second, 2 * time.Second, 3
)

// cancelling bounds the request to cancel a statement, whose caller has left.
const cancelling = 500 * time.Millisecond

// dialer opens the network connections to PostgreSQL.
type dialer struct {
	health *health
	// silence bounds every wait on the connection: see wire.
	silence time.Duration
	// listens is true for the connection that waits for notifications.
	listens bool
}

// opening is what a pool's connection learns of its making. The driver passes the
// context on, but not the network connection.
type opening struct{ wire *wire }

type openingKey struct{}

// DialContext opens a connection. The driver calls it to cancel a statement, too: that
// has no opening.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	making, pooled := ctx.Value(openingKey{}).(*opening)
	if !pooled && !d.listens {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, cancelling)
		defer cancel()
	}
	bare := net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: idle, Interval: probe, Count: probes},
		Control: func(network, _ string, c syscall.RawConn) error {
			if network == "unix" {
				return nil
			}
			return giveUpAfter(c, unacknowledged)
		},
	}
	conn, err := bare.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: conn, health: d.health, silence: d.silence}
	w.greeting, _ = ctx.Deadline() // there is one: see connectTimeout
	if pooled {
		making.wire = w
	}
	return w, nil
}

// Dial opens a connection; the driver asks for it in its interface and prefers DialContext.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, connectTimeout)
}

// DialTimeout is Dial with an end.
func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}
