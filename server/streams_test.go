package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
	"pointsmall/server"
)

// live is a server on the demo mall that listens on a real connection.
type live struct {
	api
	address string // HOST:PORT
}

// serve starts a server on a database; the demo mall is there already, or now.
func serve(t *testing.T, url string, config server.Config) live {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	if err := seed.Demo(t.Context(), db, mall.SystemClock); err != nil {
		require.ErrorIs(t, err, seed.ErrNotEmpty)
	}
	s, err := server.New(t.Context(), db, config)
	require.NoError(t, err)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		require.NoError(t, s.Close(context.Background()))
		web.Close()
		require.NoError(t, db.Close())
	})
	return live{api{s, db}, web.Listener.Addr().String()}
}

func serveSQLite(t *testing.T, config server.Config) live {
	t.Helper()
	return serve(t, malltest.SQLite(t), config)
}

// wire is a client's WebSocket.
type wire struct{ *websocket.Conn }

func (l live) dial(t *testing.T, header http.Header, protocols ...string) (wire, *http.Response, error) {
	t.Helper()
	if protocols == nil {
		protocols = []string{"graphql-transport-ws"}
	}
	conn, response, err := websocket.Dial(t.Context(), "ws://"+l.address+"/graphql", &websocket.DialOptions{Subprotocols: protocols, HTTPHeader: header})
	if err == nil {
		t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return wire{conn}, response, err
}

// open dials and says nothing yet.
func (l live) open(t *testing.T) wire {
	t.Helper()
	w, _, err := l.dial(t, nil)
	require.NoError(t, err)
	return w
}

// ready dials and has the server acknowledge the token.
func (l live) ready(t *testing.T, token string) wire {
	t.Helper()
	w := l.open(t)
	w.say(t, `{"type":"connection_init","payload":{"Authorization":"Bearer `+token+`"}}`)
	require.Equal(t, `{"type":"connection_ack"}`, w.hear(t))
	return w
}

func (w wire) say(t *testing.T, text string) {
	t.Helper()
	require.NoError(t, w.Write(t.Context(), websocket.MessageText, []byte(text)))
}

func (w wire) subscribe(t *testing.T, id, query string) {
	t.Helper()
	payload, err := json.Marshal(map[string]string{"query": query})
	require.NoError(t, err)
	w.say(t, `{"id":"`+id+`","type":"subscribe","payload":`+string(payload)+`}`)
}

func (w wire) hear(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, text, err := w.Read(ctx)
	require.NoError(t, err)
	return string(text)
}

// closed reads to the end and returns how the server closed.
func (w wire) closed(t *testing.T) websocket.CloseError {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		if _, _, err := w.Read(ctx); err != nil {
			var e websocket.CloseError
			require.ErrorAs(t, err, &e)
			return e
		}
	}
}

const balance = `subscription { pointsBalance { available } }`

func TestSocketCloseCodes(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	alice, _, _ := l.tokens(t)
	init := `{"type":"connection_init"}`
	endless := `{"id":"1","type":"subscribe","payload":{"query":"` + balance + `"}}`
	for name, c := range map[string]struct {
		say  []string
		code websocket.StatusCode
	}{
		"not JSON":                   {[]string{`{`}, 4400},
		"two messages":               {[]string{init + init}, 4400},
		"an array":                   {[]string{`[]`}, 4400},
		"null":                       {[]string{`null`}, 4400},
		"no type":                    {[]string{`{}`}, 4400},
		"a type there is not":        {[]string{`{"type":"start"}`}, 4400},
		"a type of the server's":     {[]string{`{"type":"connection_ack"}`}, 4400},
		"a payload that is a text":   {[]string{`{"type":"connection_init","payload":"x"}`}, 4400},
		"a ping with an array":       {[]string{`{"type":"ping","payload":[]}`}, 4400},
		"a token that is a number":   {[]string{`{"type":"connection_init","payload":{"Authorization":1}}`}, 4400},
		"subscribe without an id":    {[]string{init, `{"type":"subscribe","payload":{"query":"{__typename}"}}`}, 4400},
		"subscribe with an empty id": {[]string{init, `{"id":"","type":"subscribe","payload":{"query":"{__typename}"}}`}, 4400},
		"an id that is a number":     {[]string{init, `{"id":1,"type":"subscribe","payload":{"query":"{__typename}"}}`}, 4400},
		"subscribe without payload":  {[]string{init, `{"id":"1","type":"subscribe"}`}, 4400},
		"subscribe without query":    {[]string{init, `{"id":"1","type":"subscribe","payload":{}}`}, 4400},
		"variables that are a list":  {[]string{init, `{"id":"1","type":"subscribe","payload":{"query":"{__typename}","variables":[]}}`}, 4400},
		"complete without an id":     {[]string{init, `{"type":"complete"}`}, 4400},
		"no UTF-8":                   {[]string{"{\"type\":\"ping\xff\"}"}, 1007},
		"subscribe too early":        {[]string{endless}, 4401},
		"a bad token":                {[]string{`{"type":"connection_init","payload":{"headers":{"Authorization":"Bearer x"}}}`}, 4403},
		"a token of another scheme":  {[]string{`{"type":"connection_init","payload":{"authorization":"Basic x"}}`}, 4403},
		"an id in use":               {[]string{`{"type":"connection_init","payload":{"authorization":"Bearer ` + alice + `"}}`, endless, endless}, 4409},
		"connection_init twice":      {[]string{init, init}, 4429},
		"a message too big":          {[]string{`{"type":"ping","payload":{"x":"` + strings.Repeat("x", 256<<10) + `"}}`}, 1009},
	} {
		t.Run(name, func(t *testing.T) {
			w := l.open(t)
			for _, text := range c.say {
				w.say(t, text)
			}
			got := w.closed(t)
			assert.Equal(t, c.code, got.Code, got.Reason)
			assert.NotEmpty(t, got.Reason)
		})
	}
	t.Run("bytes", func(t *testing.T) {
		w := l.open(t)
		require.NoError(t, w.Write(t.Context(), websocket.MessageBinary, []byte(init)))
		assert.EqualValues(t, 4400, w.closed(t).Code)
	})
	for name, protocols := range map[string][]string{"legacy": {"graphql-ws"}, "none": {}} {
		t.Run("protocol "+name, func(t *testing.T) {
			w, _, err := l.dial(t, nil, protocols...)
			require.NoError(t, err)
			assert.EqualValues(t, 4406, w.closed(t).Code)
		})
	}
}

func TestSocketOperations(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	alice, _, _ := l.tokens(t)
	w := l.ready(t, alice)

	w.say(t, `{"type":"ping","payload":{"a":1}}`)
	assert.JSONEq(t, `{"type":"pong","payload":{"a":1}}`, w.hear(t))
	w.say(t, `{"type":"pong"}`)
	w.say(t, `{"id":"nothing","type":"complete"}`)

	w.subscribe(t, "q", `{ __typename }`)
	assert.JSONEq(t, `{"id":"q","type":"next","payload":{"data":{"__typename":"Query"},"extensions":{"cost":{"requested":1,"limit":20000}}}}`, w.hear(t))
	assert.JSONEq(t, `{"id":"q","type":"complete"}`, w.hear(t))

	for id, query := range map[string]string{"parse": `{`, "validation": `{ nothing }`, "fails at once": `subscription { orderStatus(orderId: "x") { id } }`} {
		w.subscribe(t, id, query)
		assert.Contains(t, w.hear(t), `{"id":"`+id+`","type":"error","payload":[{`)
	}
	// An id is free after its end, and no complete has followed the errors.
	w.subscribe(t, "q", `{ __typename }`)
	assert.Contains(t, w.hear(t), `"next"`)
	assert.Contains(t, w.hear(t), `"complete"`)

	// An error of execution comes with the result.
	w.subscribe(t, "e", `{ __typename products(first: 1000) { nodes { id } } }`)
	assert.Contains(t, w.hear(t), `{"id":"e","type":"next","payload":{"errors":[{`)
	assert.JSONEq(t, `{"id":"e","type":"complete"}`, w.hear(t))

	for n := range 20 {
		w.subscribe(t, "s"+string(rune('a'+n)), balance)
		assert.Contains(t, w.hear(t), `"next"`)
	}
	w.subscribe(t, "more", balance)
	assert.Contains(t, w.hear(t), `{"id":"more","type":"error"`, "operations are capped")
	w.say(t, `{"id":"sa","type":"complete"}`)
	assert.Eventually(t, func() bool {
		w.subscribe(t, "sa", balance)
		return strings.Contains(w.hear(t), `"next"`)
	}, 10*time.Second, 10*time.Millisecond, "there is room again")
}

func TestSocketSpeaksTheCallersLanguage(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	w := l.open(t)
	w.say(t, `{"type":"connection_init","payload":{"Accept-Language":"zh-CN"}}`)
	w.hear(t)
	w.subscribe(t, "1", balance)
	assert.Contains(t, w.hear(t), "请先登录")
}

func TestSocketOrigins(t *testing.T) {
	l := serveSQLite(t, server.Config{AllowedOrigins: []string{"https://shop.example"}})
	for origin, admitted := range map[string]bool{
		"http://" + l.address: true, "https://shop.example": true, "https://SHOP.example": true,
		"http://shop.example": false, "https://shop.example.evil.test": false, "https://evil.test": false, "null": false,
	} {
		_, response, err := l.dial(t, http.Header{"Origin": {origin}})
		if admitted {
			assert.NoError(t, err, origin)
		} else if assert.Error(t, err, origin) {
			assert.Equal(t, http.StatusForbidden, response.StatusCode)
		}
	}
}
