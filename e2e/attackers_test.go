package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The addresses that attackers come from, each with as many sockets as one may have.
var (
	socketAddresses = []string{"127.0.0.2", "127.0.0.3"}
	bodyAddress     = "127.0.0.4"
)

const socketsPerAddress = 100

// from is a client at a loopback address of its own.
func from(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: socketsPerAddress}}
}

// attackers are all who attack at one time.
type attackers struct {
	*server
	cancel  context.CancelFunc
	clients []*http.Client
	all     sync.WaitGroup

	mu      sync.Mutex
	streams int         // WebSockets and event streams that were let in
	answers map[int]int // of documents, by status
	faults  []string
}

// attack begins an attack, which has its streams open when the function returns.
func attack(t *testing.T, s *server) *attackers {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	a := &attackers{server: s, cancel: cancel, answers: map[int]int{}}
	var opening sync.WaitGroup
	for _, address := range socketAddresses {
		client := from(address)
		a.clients = append(a.clients, client)
		for n := range socketsPerAddress {
			opening.Add(1)
			a.all.Go(func() { a.socket(ctx, client, n, sync.OnceFunc(opening.Done)) })
		}
	}
	for range socketsPerAddress + 20 { // some are refused
		opening.Add(1)
		a.all.Go(func() { a.slowBody(ctx, sync.OnceFunc(opening.Done)) })
	}
	opening.Wait()
	for n := range 6 {
		a.all.Go(func() { a.documents(ctx, n) })
	}
	return a
}

// stop ends the attack and says how it went.
func (a *attackers) stop(t *testing.T) {
	t.Helper()
	a.cancel()
	a.all.Wait()
	for _, client := range a.clients {
		client.CloseIdleConnections()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	t.Logf("%d streams were open; answers to documents by status: %v", a.streams, a.answers)
	assert.GreaterOrEqual(t, a.streams, len(socketAddresses)*socketsPerAddress, "the attack took place")
	assert.NotEmpty(t, a.answers)
	assert.Empty(t, a.faults)
}

func (a *attackers) note(change func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change()
}

// pace is how often each attacker does something: together they must leave the machine
// some time for the test itself.
const pace = 200 * time.Millisecond

// socket holds a WebSocket: silent, subscribing again and again, or talking nonsense and
// coming back.
func (a *attackers) socket(ctx context.Context, client *http.Client, n int, opened func()) {
	defer opened()
	beat := time.NewTicker(pace)
	defer beat.Stop()
	for ; ctx.Err() == nil; wait(ctx, beat) {
		conn, response, err := websocket.Dial(ctx, "ws://"+a.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPClient: client})
		if response != nil && response.Body != nil {
			_ = response.Body.Close()
		}
		if err != nil {
			continue // its place is not free yet
		}
		a.note(func() { a.streams++ })
		opened()
		misbehave[n%len(misbehave)](ctx, conn, beat)
		_ = conn.CloseNow()
	}
}

// wait waits for the next beat, or the attack's end.
func wait(ctx context.Context, beat *time.Ticker) {
	select {
	case <-beat.C:
	case <-ctx.Done():
	}
}

// misbehave are the ways to misuse a WebSocket until the server closes it.
var misbehave = []func(context.Context, *websocket.Conn, *time.Ticker){
	func(ctx context.Context, conn *websocket.Conn, _ *time.Ticker) { _, _, _ = conn.Read(ctx) },
	func(ctx context.Context, conn *websocket.Conn, beat *time.Ticker) {
		say := func(text string) error { return conn.Write(ctx, websocket.MessageText, []byte(text)) }
		err := say(`{"type":"connection_init"}`)
		for n := 0; err == nil; n++ {
			wait(ctx, beat)
			query := []string{"subscription { pointsBalance { available } }", "{ products(first: 20) { nodes { id skus { id prices { points } } } } }"}[n%2]
			if err = say(fmt.Sprintf(`{"id":"%d","type":"subscribe","payload":{"query":%q}}`, n, query)); err == nil {
				_, _, err = conn.Read(ctx)
			}
		}
	},
	func(ctx context.Context, conn *websocket.Conn, _ *time.Ticker) {
		_ = conn.Write(ctx, websocket.MessageText, []byte(`{"type":"connection_init"}`))
		_ = conn.Write(ctx, websocket.MessageBinary, make([]byte, 100_000))
		for err := error(nil); err == nil; {
			_, _, err = conn.Read(ctx)
		}
	},
}

// slowBody asks for an event stream with a body that never ends.
func (a *attackers) slowBody(ctx context.Context, opened func()) {
	defer opened()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(bodyAddress)}}
	conn, err := dialer.DialContext(ctx, "tcp", a.address)
	if err != nil {
		a.note(func() { a.faults = append(a.faults, err.Error()) })
		return
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: mall\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: 1000000\r\n\r\n{")
	opened()
	for err == nil && ctx.Err() == nil {
		if err = conn.SetReadDeadline(time.Now().Add(pace)); err == nil {
			if n, _ := conn.Read(make([]byte, 1)); n > 0 {
				return // refused
			}
			_, err = io.WriteString(conn, " ")
		}
	}
}

// fillStreams opens as many sockets as an attacker's address may have, and closes them:
// those of the attack have left nothing behind.
func fillStreams(t *testing.T, s *server) {
	t.Helper()
	client := from(socketAddresses[0])
	defer client.CloseIdleConnections()
	var conns [socketsPerAddress]*websocket.Conn
	together(len(conns), func(i int) {
		// The server counts a socket out a moment after it has closed it.
		var conn *websocket.Conn
		if !assert.Eventually(t, func() bool {
			var response *http.Response
			var err error
			conn, response, err = websocket.Dial(t.Context(), "ws://"+s.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPClient: client})
			if response != nil && response.Body != nil {
				_ = response.Body.Close()
			}
			return err == nil
		}, patience, 20*time.Millisecond, "a place is free") {
			return
		}
		conns[i] = conn
		if !assert.NoError(t, conn.Write(t.Context(), websocket.MessageText, []byte(`{"type":"connection_init"}`))) {
			return
		}
		_, text, err := conn.Read(t.Context())
		assert.NoError(t, err)
		assert.Contains(t, string(text), "connection_ack")
	})
	for _, conn := range conns {
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
	require.False(t, t.Failed())
}
