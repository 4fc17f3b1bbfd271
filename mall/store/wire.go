package store

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// lenience is how much longer than a statement the connection to the server lasts, so
// that a server which lives ends the statement itself and the connection stays good.
const lenience = 250 * time.Millisecond

// wire is a network connection to PostgreSQL on which no wait is without an end. A
// machine that is gone is found out by the kernel (see dialer); this is for one that is
// there and does not answer: a frozen process, a disk that hangs. Moving the deadline
// takes no call of the system, some 0.1 µs a statement.
type wire struct {
	net.Conn
	health *health
	// silence bounds the wait for the server's next bytes, for statements without a
	// deadline.
	silence time.Duration
	// greeting is when the connection must be made; zero once it is.
	greeting time.Time
	// until is when the statement must be over; zero where it has no deadline.
	until time.Time
	// ends is the deadline that holds, in Unix nanoseconds.
	ends atomic.Int64
	// broken is true once a read or write has failed: what comes next on the
	// connection belongs to another statement.
	broken atomic.Bool
}

// Write sends to the server, whose answer is waited for from now on.
func (w *wire) Write(p []byte) (int, error) {
	if err := w.arm(); err != nil {
		return 0, err
	}
	n, err := w.Conn.Write(p)
	w.see(err)
	return n, err
}

// Read waits for the server's next bytes. A long answer that makes progress has all the
// time it needs, unless its statement has a deadline.
func (w *wire) Read(p []byte) (int, error) {
	if w.until.IsZero() && time.Until(time.Unix(0, w.ends.Load())) < w.silence/2 {
		if err := w.arm(); err != nil {
			return 0, err
		}
	}
	n, err := w.Conn.Read(p)
	w.see(err)
	return n, err
}

// arm moves the deadline.
func (w *wire) arm() error {
	if !w.greeting.IsZero() {
		return nil // SetDeadline has set it
	}
	end := w.until
	if end.IsZero() {
		end = time.Now().Add(w.silence)
	}
	w.ends.Store(end.UnixNano())
	return w.Conn.SetDeadline(end)
}

// SetDeadline is called by the driver twice: before the greeting, and with zero when
// that is over.
func (w *wire) SetDeadline(t time.Time) error {
	if t.IsZero() {
		w.greeting = time.Time{}
		return w.arm()
	}
	if w.greeting.Before(t) {
		t = w.greeting
	}
	return w.Conn.SetDeadline(t)
}

// see remembers that the connection is broken. One that was never made tells nothing
// about the others.
func (w *wire) see(err error) {
	if err == nil || errors.Is(err, net.ErrClosed) || !w.greeting.IsZero() {
		return
	}
	w.broken.Store(true)
	w.health.doubt()
}
