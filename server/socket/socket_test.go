package socket_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pointsmall/mall"
	"pointsmall/server/socket"
	"pointsmall/server/stream"
)

// executor answers "flood" with large results without end, "panic" with a panic, and
// anything else with one small result.
type executor struct {
	made    atomic.Int64 // results
	running atomic.Int64 // operations
}

func (e *executor) CreateOperationContext(_ context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	return &graphql.OperationContext{RawQuery: p.Query}, nil
}

func (e *executor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	e.running.Add(1)
	context.AfterFunc(ctx, func() { e.running.Add(-1) })
	switch op.RawQuery {
	case "flood":
		large, _ := json.Marshal(strings.Repeat("x", 500_000))
		return func(ctx context.Context) *graphql.Response {
			if ctx.Err() != nil {
				return nil
			}
			e.made.Add(1)
			return &graphql.Response{Data: large}
		}, ctx
	case "panic":
		return func(context.Context) *graphql.Response { panic("a bug") }, ctx
	}
	return graphql.OneShot(&graphql.Response{Data: json.RawMessage(`{}`)}), ctx
}

func (e *executor) DispatchError(_ context.Context, list gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: gqlerror.List{{Message: fmt.Sprintf("%d masked", len(list))}}}
}

// serve serves sockets and returns the server's address and its gate.
func serve(t *testing.T, exec *executor, o socket.Options) (string, *stream.Gate) {
	t.Helper()
	o.Gate = stream.NewGate(t.Context(), stream.Limits{})
	o.Authenticate = func(context.Context, string) (mall.Actor, error) { return mall.Actor{}, context.DeadlineExceeded }
	o.Ended = func(ctx context.Context, _ mall.Actor) error { <-ctx.Done(); return ctx.Err() }
	transport := socket.New(o)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { transport.Do(w, r, exec) }))
	t.Cleanup(web.Close)
	return web.Listener.Addr().String(), o.Gate
}

func dial(t *testing.T, address string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), "ws://"+address, &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}) //nolint:bodyclose // Dial's documentation: it needs no closing
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn
}

func say(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	require.NoError(t, conn.Write(t.Context(), websocket.MessageText, []byte(text)))
}

func hear(t *testing.T, conn *websocket.Conn) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, text, err := conn.Read(ctx)
	return string(text), err
}

func empties(t *testing.T, gate *stream.Gate) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, gate.Wait(ctx), "the socket is not over")
}

func TestWhoDoesNotIntroduceHimselfIsSentAway(t *testing.T) {
	address, gate := serve(t, &executor{}, socket.Options{InitTimeout: 50 * time.Millisecond})
	conn := dial(t, address)
	_, err := hear(t, conn)
	assert.EqualValues(t, 4408, websocket.CloseStatus(err), "%v", err)
	empties(t, gate)
}

func TestATokenThatCannotBeCheckedIsNotRefused(t *testing.T) {
	address, _ := serve(t, &executor{}, socket.Options{})
	conn := dial(t, address)
	say(t, conn, `{"type":"connection_init","payload":{"Authorization":"Bearer x"}}`)
	_, err := hear(t, conn)
	assert.EqualValues(t, 1013, websocket.CloseStatus(err), "%v", err)
}

func TestAPanicEndsTheOperation(t *testing.T) {
	address, _ := serve(t, &executor{}, socket.Options{})
	conn := dial(t, address)
	say(t, conn, `{"type":"connection_init"}`)
	_, _ = hear(t, conn)
	say(t, conn, `{"id":"1","type":"subscribe","payload":{"query":"panic"}}`)
	got, err := hear(t, conn)
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"1","type":"error","payload":[{"message":"1 masked"}]}`, got)
	say(t, conn, `{"id":"1","type":"subscribe","payload":{"query":"{ fine }"}}`)
	got, err = hear(t, conn)
	require.NoError(t, err)
	assert.Contains(t, got, `"next"`)
}

// shake opens a WebSocket by hand, for a client that then does as it likes.
func shake(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(4096))
	_, err = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n", address)
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReaderSize(conn, 16), nil) //nolint:bodyclose // an upgrade has none
	require.NoError(t, err)
	require.Equal(t, http.StatusSwitchingProtocols, response.StatusCode)
	return conn
}

// frame is a short text frame, masked with zeros.
func frame(text string) []byte {
	head := []byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}
	return append(head, text...)
}

func TestWhoDoesNotReadIsDropped(t *testing.T) {
	exec := &executor{}
	address, gate := serve(t, exec, socket.Options{WriteTimeout: 300 * time.Millisecond, CloseTimeout: 300 * time.Millisecond})
	conn := shake(t, address)
	_, err := conn.Write(frame(`{"type":"connection_init"}`))
	require.NoError(t, err)
	for i := range 5 {
		_, err := conn.Write(frame(fmt.Sprintf(`{"id":"%d","type":"subscribe","payload":{"query":"flood"}}`, i)))
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return exec.made.Load() > 0 }, 10*time.Second, time.Millisecond)
	empties(t, gate)
	assert.Eventually(t, func() bool { return exec.running.Load() == 0 }, 10*time.Second, time.Millisecond, "operations go on")
	assert.Less(t, exec.made.Load(), int64(100), "results are made for nobody")
}

func TestWhoAnswersNoPingsIsDropped(t *testing.T) {
	address, gate := serve(t, &executor{}, socket.Options{PingInterval: 50 * time.Millisecond, PongTimeout: 100 * time.Millisecond, CloseTimeout: 100 * time.Millisecond})
	alive, dead := dial(t, address), shake(t, address)
	for _, err := range []error{alive.Write(t.Context(), websocket.MessageText, []byte(`{"type":"connection_init"}`)), func() error {
		_, err := dead.Write(frame(`{"type":"connection_init"}`))
		return err
	}()} {
		require.NoError(t, err)
	}
	got, err := hear(t, alive)
	require.NoError(t, err)
	require.Contains(t, got, "connection_ack")
	reading := make(chan error, 1)
	go func() {
		_, err := hear(t, alive) // answers pings
		reading <- err
	}()
	require.NoError(t, dead.SetReadDeadline(time.Now().Add(20*time.Second)))
	for buffer := make([]byte, 1000); err == nil; {
		_, err = dead.Read(buffer)
	}
	var timeout net.Error
	assert.NotErrorAs(t, err, &timeout, "the dead are dropped")
	select {
	case err := <-reading:
		assert.Fail(t, "who answers stays", "%v", err)
	default:
	}
	require.NoError(t, alive.CloseNow())
	require.Error(t, <-reading)
	empties(t, gate)
}
