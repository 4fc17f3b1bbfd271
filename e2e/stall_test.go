package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bulkyDocument asks for about half a megabyte at every change, once the account
// has a hundred entries with long reasons.
var bulkyDocument = func() string {
	var b strings.Builder
	b.WriteString("subscription { pointsBalance { available ")
	for i := range 10 {
		fmt.Fprintf(&b, "e%d: entries(first: 100) { nodes { explanation } } ", i)
	}
	return b.String() + "} }"
}()

// fillEntries gives bob entries that make bulkyDocument bulky.
func (s *shop) fillEntries(t *testing.T) {
	t.Helper()
	bob := s.member(t, "bob")
	const perRequest = 25
	for n := range 100 / perRequest {
		var b strings.Builder
		b.WriteString("mutation {")
		for i := range perRequest {
			fmt.Fprintf(&b, ` a%d: adjustPoints(input: {memberId: %q, points: 1000, reason: %q, idempotencyKey: "%d-%d"}) { userErrors { code } }`,
				i, bob, strings.Repeat("because ", 60), n, i)
		}
		s.data(t, "admin", b.String()+"}", nil)
	}
}

// deafDial opens connections whose client takes as little as the system allows
// before it reads.
func deafDial(local chan<- net.Addr) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		local <- conn.LocalAddr()
		return conn, conn.(*net.TCPConn).SetReadBuffer(4096)
	}
}

// deaf subscribes to bulkyDocument and reads no more than the first bytes. It
// returns the client's own address.
func deaf(t *testing.T, mall *shop, transport string) net.Addr {
	t.Helper()
	local := make(chan net.Addr, 1)
	client := &http.Client{Transport: &http.Transport{DialContext: deafDial(local)}}
	token := mall.token(t, "bob")
	if transport == "sse" {
		request, err := newRequest(t.Context(), mall.server, ask{token: token, query: bulkyDocument, headers: map[string]string{"Accept": "text/event-stream"}})
		require.NoError(t, err)
		response, err := client.Do(request)
		require.NoError(t, err)
		t.Cleanup(func() { _ = response.Body.Close() })
		return <-local
	}
	conn, response, err := websocket.Dial(t.Context(), "ws://"+mall.address+"/graphql", &websocket.DialOptions{
		HTTPClient: client, Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Authorization": {"Bearer " + token}},
	})
	require.NoError(t, err)
	if response.Body != nil {
		defer func() { _ = response.Body.Close() }()
	}
	ws := &socket{conn}
	t.Cleanup(ws.drop)
	ws.write(t, "", "connection_init", nil)
	ws.write(t, "1", "subscribe", map[string]any{"query": bulkyDocument})
	return <-local
}

// serverSide is the server's end of a connection, as Linux sees it: whether it is
// open, and how many bytes wait to be sent.
func serverSide(t *testing.T, s *server, client net.Addr) (isOpen bool, waiting int64) {
	t.Helper()
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		t.Skip("how a connection fares is read from Linux's /proc:", err)
	}
	port := func(address string) string {
		_, port, err := net.SplitHostPort(address)
		require.NoError(t, err)
		n, err := strconv.Atoi(port)
		require.NoError(t, err)
		return fmt.Sprintf(":%04X", n)
	}
	const established = "01"
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) > 4 && strings.HasSuffix(f[1], port(s.address)) && strings.HasSuffix(f[2], port(client.String())) {
			unsent, _, _ := strings.Cut(f[4], ":")
			waiting, err = strconv.ParseInt(unsent, 16, 64)
			require.NoError(t, err)
			return f[3] == established, waiting
		}
	}
	return false, 0
}

// watch follows how a client that never reads fills its buffers.
type watch struct {
	client  net.Addr
	waiting int64
	still   int // how many looks ago the server last got rid of something
}

// stuck looks again. It is true once the server has long had more to send than the
// connection takes.
func (w *watch) stuck(t *testing.T, s *server) bool {
	t.Helper()
	before := w.waiting
	if _, w.waiting = serverSide(t, s, w.client); w.waiting == before {
		w.still++
	} else {
		w.still = 0
	}
	return w.waiting > 1<<20 && w.still >= 10
}

// stall has bob's account change until the client is stuck. afterEach is called
// after each change.
func stall(t *testing.T, mall *shop, client *watch, afterEach func()) {
	t.Helper()
	for n := range 300 {
		mall.order(t, "bob", "PETFOOD-1", fmt.Sprint(n))
		afterEach()
		if client.stuck(t, mall.server) {
			return
		}
	}
	require.FailNow(t, "the buffers do not fill", "%v", client)
}

// A listener that never reads holds up neither exchanges nor other listeners, and
// is dropped in the end. The server's patience takes a while, so each way to
// subscribe is tried on one database only.
func TestListenersThatNeverRead(t *testing.T) {
	t.Parallel()
	t.Run("sse", func(t *testing.T) {
		t.Parallel()
		testNeverRead(t, demoMall.SQLite(t), "sse")
	})
	t.Run("websocket", func(t *testing.T) {
		t.Parallel()
		testNeverRead(t, demoMall.Postgres(t), "websocket")
	})
}

func testNeverRead(t *testing.T, database, transport string) {
	mall := open(t, database)
	mall.fillEntries(t)
	mute := dialBare(t, mall.server) // never even introduces itself
	client := &watch{client: deaf(t, mall, transport)}
	healthy := subscribeWebSocket(t, mall.server, mall.token(t, "bob"), `subscription { pointsBalance { available } }`, nil)
	balance := at[int64](t, next(t, healthy), "pointsBalance.available")
	stall(t, mall, client, func() {
		balance -= 200
		for seen := int64(-1); seen != balance; { // the healthy listener keeps up
			seen = at[int64](t, next(t, healthy), "pointsBalance.available")
		}
	})
	assert.Eventually(t, func() bool {
		isOpen, _ := serverSide(t, mall.server, client.client)
		return !isOpen
	}, patience, 50*time.Millisecond, "the listener is dropped")
	mall.order(t, "bob", "DRINK-100", "after")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := mute.read(ctx)
	assert.Equal(t, websocket.StatusCode(4408), websocket.CloseStatus(err), "who never introduces himself is sent away: %v", err)
}

// A listener that never reads does not keep the server from stopping in order.
func TestTerminationWithAListenerThatNeverReads(t *testing.T) {
	t.Parallel()
	for transport := range transports {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			mall := open(t, demoMall.SQLite(t), "--grace", "5s")
			mall.fillEntries(t)
			stall(t, mall, &watch{client: deaf(t, mall, transport)}, func() {})
			mall.signal(t, syscall.SIGTERM)
			assert.Zero(t, mall.wait(t), "exit code")
		})
	}
}
