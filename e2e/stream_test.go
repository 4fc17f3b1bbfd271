package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/stretchr/testify/require"
)

// event is what a subscription sends: "next" with a result, "complete", or "error"
// when the request itself was refused.
type event struct {
	kind   string
	data   map[string]any
	errors string // as JSON; "" for none
}

// stream is an open subscription.
type stream interface {
	// read waits for the next event. The error says that the connection ended.
	read(ctx context.Context) (event, error)
	// drop breaks the connection without a farewell.
	drop()
}

// next waits for the next result, which must have no errors.
func next(t *testing.T, s stream) map[string]any {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	e, err := s.read(ctx)
	require.NoError(t, err)
	require.Equal(t, "next", e.kind, "%v", e)
	require.Empty(t, e.errors)
	return e.data
}

// transports are the ways to subscribe.
var transports = map[string]func(t *testing.T, s *server, token, query string, variables map[string]any) stream{
	"websocket": subscribeWebSocket,
	"sse":       subscribeSSE,
}

// eachTransport runs f once for each way to subscribe.
func eachTransport(t *testing.T, f func(t *testing.T, subscribe func(s *server, token, query string, variables map[string]any) stream)) {
	t.Helper()
	for name, subscribe := range transports {
		t.Run(name, func(t *testing.T) {
			f(t, func(s *server, token, query string, variables map[string]any) stream {
				t.Helper()
				opened := subscribe(t, s, token, query, variables)
				t.Cleanup(opened.drop)
				return opened
			})
		})
	}
}

// socket speaks graphql-transport-ws.
type socket struct{ conn *websocket.Conn }

type socketMessage struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// dial opens a WebSocket and has the server acknowledge the token.
func dial(t *testing.T, s *server, token string) *socket {
	t.Helper()
	ws := dialBare(t, s)
	init := map[string]string{}
	if token != "" {
		init["Authorization"] = "Bearer " + token
	}
	ws.write(t, "", "connection_init", init)
	var ack socketMessage
	require.NoError(t, wsjson.Read(t.Context(), ws.conn, &ack))
	require.Equal(t, "connection_ack", ack.Type)
	return ws
}

// dialBare opens a WebSocket and says nothing.
func dialBare(t *testing.T, s *server) *socket {
	t.Helper()
	conn, response, err := websocket.Dial(t.Context(), "ws://"+s.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	require.NoError(t, err)
	if response.Body != nil {
		defer func() { _ = response.Body.Close() }()
	}
	require.Equal(t, "graphql-transport-ws", conn.Subprotocol())
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &socket{conn}
}

func (w *socket) write(t *testing.T, id, kind string, payload any) {
	t.Helper()
	encoded, err := json.Marshal(payload)
	require.NoError(t, err)
	require.NoError(t, wsjson.Write(t.Context(), w.conn, socketMessage{ID: id, Type: kind, Payload: encoded}))
}

func subscribeWebSocket(t *testing.T, s *server, token, query string, variables map[string]any) stream {
	t.Helper()
	ws := dial(t, s, token)
	ws.write(t, "1", "subscribe", map[string]any{"query": query, "variables": variables})
	return ws
}

func (w *socket) read(ctx context.Context) (event, error) {
	for {
		var m socketMessage
		if err := wsjson.Read(ctx, w.conn, &m); err != nil {
			return event{}, err
		}
		switch m.Type {
		case "ping", "pong":
			continue
		case "error":
			return event{kind: "error", errors: string(m.Payload)}, nil
		case "next":
			return oneResult(m.Payload)
		}
		return event{kind: m.Type}, nil
	}
}

func (w *socket) drop() { _ = w.conn.CloseNow() }

// oneResult reads one result of a subscription.
func oneResult(text []byte) (event, error) {
	var r struct {
		Data   map[string]any
		Errors json.RawMessage
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&r); err != nil {
		return event{}, fmt.Errorf("%q: %w", text, err)
	}
	return event{kind: "next", data: r.Data, errors: string(r.Errors)}, nil
}

// sse speaks Server-Sent Events.
type sse struct {
	body   io.ReadCloser
	events chan sseRead
}

type sseRead struct {
	event event
	err   error
}

// streaming has no timeout: a subscription lasts.
var streaming = &http.Client{Transport: &http.Transport{}}

func subscribeSSE(t *testing.T, s *server, token, query string, variables map[string]any) stream {
	t.Helper()
	request, err := newRequest(t.Context(), s, ask{
		token: token, query: query, variables: variables, headers: map[string]string{"Accept": "text/event-stream"},
	})
	require.NoError(t, err)
	response, err := streaming.Do(request) //nolint:bodyclose // drop closes it
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, "text/event-stream; charset=utf-8", response.Header.Get("Content-Type"))
	stream := &sse{body: response.Body, events: make(chan sseRead, 1000)}
	go stream.run()
	return stream
}

func (s *sse) run() {
	defer close(s.events)
	lines := bufio.NewReader(s.body)
	kind, data := "", ""
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			s.events <- sseRead{err: err}
			return
		}
		line = strings.TrimSuffix(line, "\n")
		if value, ok := strings.CutPrefix(line, "event: "); ok {
			kind = value
		} else if value, ok := strings.CutPrefix(line, "data: "); ok {
			data = value
		} else if line == "" && kind != "" {
			e, err := event{kind: kind}, error(nil)
			if kind == "next" {
				e, err = oneResult([]byte(data))
			}
			s.events <- sseRead{e, err}
			kind, data = "", ""
		}
	}
}

func (s *sse) read(ctx context.Context) (event, error) {
	select {
	case r, ok := <-s.events:
		if !ok {
			return event{}, errors.New("the stream has ended")
		}
		return r.event, r.err
	case <-ctx.Done():
		return event{}, ctx.Err()
	}
}

func (s *sse) drop() { _ = s.body.Close() }
