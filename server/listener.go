package server

import (
	"errors"
	"net"
	"os"
	"time"
)

// writeTimeout is how long a client may refuse to read before it is dropped. The
// server's memory for a client is bounded by its connection's buffer until then.
const writeTimeout = 20 * time.Second

// patient is a listener whose connections fail a write that takes too long. It
// covers WebSocket and SSE, which http.Server's own timeouts do not.
type patient struct{ net.Listener }

// Accept waits for the next connection.
func (l patient) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return patientConn{c}, nil
}

type patientConn struct{ net.Conn }

// Write drops a peer that takes nothing for writeTimeout.
func (c patientConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		// Whoever reads from this client would wait on, unaware.
		err = errors.Join(err, c.Close())
	}
	return n, err
}
