package e2e

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const slowHeaders = 200

// Connections whose headers trickle in are closed when their time is over, however
// many there are, and nobody else waits for them.
func TestSlowHeadersAreDropped(t *testing.T) {
	t.Parallel()
	const limit = time.Second
	mall := open(t, demoMall.SQLite(t), "--header-timeout", limit.String())
	mall.token(t, "alice")
	ended := make(chan dribbled, slowHeaders)
	for range slowHeaders {
		conn, err := net.Dial("tcp", mall.address)
		require.NoError(t, err)
		go func() { ended <- dribble(conn) }()
	}
	served := 0
	for left := slowHeaders; left > 0; {
		select {
		case d := <-ended:
			left--
			require.NoError(t, d.err)
			assert.GreaterOrEqual(t, d.after, limit/2, "it had its time")
		default:
			mall.data(t, "alice", `{ me { id } }`, nil)
			served++
		}
	}
	assert.Positive(t, served, "others were served meanwhile")
}

// dribbled says after how long the server closed a connection; err is why it did not.
type dribbled struct {
	after time.Duration
	err   error
}

// dribble sends a request's headers byte by byte until the server closes.
func dribble(conn net.Conn) dribbled {
	defer func() { _ = conn.Close() }()
	start := time.Now()
	const headers = "POST /graphql HTTP/1.1\r\nHost: mall\r\nX-Slow: "
	heard := make([]byte, 1)
	for n := 0; time.Since(start) < patience; n++ {
		letter := byte('x')
		if n < len(headers) {
			letter = headers[n]
		}
		if _, err := conn.Write([]byte{letter}); err != nil {
			return dribbled{after: time.Since(start)}
		}
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
			return dribbled{err: err}
		}
		if _, err := conn.Read(heard); !errors.Is(err, os.ErrDeadlineExceeded) {
			return dribbled{after: time.Since(start)}
		}
	}
	return dribbled{err: errors.New("the server does not close")}
}
