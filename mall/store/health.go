package store

import (
	"database/sql/driver"
	"sync/atomic"
	"time"
)

// proof is how long a doubted connection may take to answer an empty statement. A
// server that is alive needs less than a millisecond for it, one under a heavy load some ten.
const proof = 2 * time.Second

// health is what the connections of a database have learned about its server.
type health struct {
	// doubts counts the connections that broke. A connection that was proven before the
	// last of them proves itself anew before it is used again.
	doubts atomic.Int64
	// condemned is the number of the newest connection at the time when one did not
	// answer: that one and all older ones are given up.
	condemned atomic.Uint64
}

// doubt has every connection prove itself before it is used again.
func (h *health) doubt() { h.doubts.Add(1) }

// usable is driver.ErrBadConn for a connection that must not be used again. After a
// failover all connections of a pool are dead at once; without this each of them would
// cost some request its time.
func (h *health) usable(c *conn) error {
	doubts := h.doubts.Load()
	switch {
	case c.wire.broken.Load() || c.number <= h.condemned.Load():
		return driver.ErrBadConn
	case c.proven == doubts:
		return nil
	}
	began := time.Now()
	if !c.answers(proof) {
		if time.Since(began) >= proof {
			h.condemned.Store(opened.Load())
		}
		return driver.ErrBadConn
	}
	c.proven = doubts
	return nil
}
