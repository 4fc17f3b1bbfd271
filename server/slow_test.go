package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

// A body that trickles in ends its connection; a subscription, whose body has come,
// lives on for as long as it likes.
func TestSlowBodiesAreDropped(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const limit = 300 * time.Millisecond
		alice, _, _ := a.tokens(t)
		impatient := a.configured(t, server.Config{BodyTimeout: limit})
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		go func() { assert.NoError(t, impatient.Serve(l)) }()

		slow, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer func() { _ = slow.Close() }()
		start := time.Now()
		_, err = fmt.Fprintf(slow, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		require.NoError(t, err)
		require.NoError(t, slow.SetReadDeadline(start.Add(20*time.Second)))
		answer, err := http.ReadResponse(bufio.NewReader(slow), nil)
		require.NoError(t, err)
		content, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.Equal(t, http.StatusRequestTimeout, answer.StatusCode)
		assert.Contains(t, string(content), "REQUEST_TIMEOUT")
		_, err = slow.Read(make([]byte, 1))
		assert.ErrorIs(t, err, io.EOF, "the connection is closed")

		body := `{"query": "subscription { pointsBalance { available } }"}`
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+l.Addr().String()+"/graphql", strings.NewReader(body))
		require.NoError(t, err)
		r.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/event-stream"}, "Authorization": {"Bearer " + alice}}
		stream, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer func() { _ = stream.Body.Close() }()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = io.Copy(io.Discard, stream.Body)
		}()
		select {
		case <-ended:
			t.Error("the stream ended with the body's deadline")
		case <-time.After(3 * limit):
		}
		require.NoError(t, stream.Body.Close())
		<-ended
	})
}
