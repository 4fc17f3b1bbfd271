package server_test

import (
	"bufio"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/server"
	"pointsmall/server/stream"
)

// signIn signs alice in.
func (l live) signIn(t *testing.T) access.Tokens {
	t.Helper()
	tokens, err := l.Services.Access.SignIn(t.Context(), "alice@demo.test", "demo-password")
	require.NoError(t, err)
	return tokens
}

// signOut ends alice's session.
func (l live) signOut(t *testing.T, token string, everywhere bool) {
	t.Helper()
	actor, err := l.Services.Access.Authenticate(t.Context(), token)
	require.NoError(t, err)
	require.NoError(t, l.Services.Access.SignOut(t.Context(), actor, everywhere))
}

// events opens an event stream by POST.
func (l live) events(t *testing.T, token, query string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+l.address+"/graphql", strings.NewReader(`{"query":"`+query+`"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return do(t, r)
}

// lines opens an event stream and reads it.
func (l live) lines(t *testing.T, token, query string) *bufio.Reader {
	t.Helper()
	return bufio.NewReader(l.events(t, token, query).Body)
}

func do(t *testing.T, r *http.Request) *http.Response {
	t.Helper()
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// until reads an event stream up to a line that begins so.
func until(t *testing.T, lines *bufio.Reader, prefix string) string {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		require.NoError(t, err, "before %q", prefix)
		if strings.HasPrefix(line, prefix) {
			return line
		}
	}
}

// A session that ends takes its streams along, within a second, on every server.
func TestStreamsEndWithTheirSession(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		here := serve(t, url, server.Config{})
		servers := []live{here}
		if strings.HasPrefix(url, "postgres") {
			servers = append(servers, serve(t, url, server.Config{}))
		}
		for name, end := range map[string]func(t *testing.T, tokens access.Tokens){
			"sign out":   func(t *testing.T, tokens access.Tokens) { here.signOut(t, tokens.Access, false) },
			"everywhere": func(t *testing.T, _ access.Tokens) { here.signOut(t, here.signIn(t).Access, true) },
			"reuse": func(t *testing.T, tokens access.Tokens) {
				next, err := here.Services.Access.Refresh(t.Context(), tokens.Refresh)
				require.NoError(t, err)
				_, err = here.Services.Access.Refresh(t.Context(), next.Refresh)
				require.NoError(t, err)
				_, err = here.Services.Access.Refresh(t.Context(), tokens.Refresh)
				require.Error(t, err)
			},
		} {
			t.Run(name, func(t *testing.T) {
				tokens, other := here.signIn(t), here.signIn(t)
				for _, l := range servers {
					idle, busy := l.ready(t, tokens.Access), l.ready(t, tokens.Access)
					busy.subscribe(t, "1", balance)
					busy.hear(t)
					lines := l.lines(t, tokens.Access, balance)
					until(t, lines, "data: {")
					stays := l.ready(t, other.Access)
					defer func() {
						for _, w := range []wire{idle, busy} {
							got := w.closed(t)
							assert.EqualValues(t, 4403, got.Code)
							assert.Equal(t, "Session ended", got.Reason)
						}
						until(t, lines, "event: complete")
						assert.Equal(t, "data:\n", until(t, lines, "data:"))
						if name != "everywhere" {
							stays.subscribe(t, "1", balance)
							assert.Contains(t, stays.hear(t), `"next"`, "another session lives on")
						}
					}()
				}
				end(t, tokens)
				start := time.Now()
				t.Cleanup(func() { assert.Less(t, time.Since(start), 3*time.Second) })
			})
		}
		// Its access token is no way around.
		over := here.signIn(t)
		here.signOut(t, over.Access, false)
		w := here.open(t)
		w.say(t, `{"type":"connection_init","payload":{"authorization":"Bearer `+over.Access+`"}}`)
		assert.EqualValues(t, 4403, w.closed(t).Code)
	})
}

func TestStreamsEndWithTheirToken(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	token, err := l.Services.Access.IssueMember(t.Context(), "demo-alice", 2*time.Second) // JWTs have whole seconds
	require.NoError(t, err)
	w := l.ready(t, token)
	lines := l.lines(t, token, balance)
	until(t, lines, "data: {")
	got := w.closed(t)
	assert.EqualValues(t, 4403, got.Code)
	assert.Equal(t, "Token expired", got.Reason)
	until(t, lines, "event: complete")
	_, err = l.Services.Access.Authenticate(t.Context(), token)
	assert.ErrorIs(t, err, access.ErrBadToken)
}

func TestStreamsEndWithTheServer(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	alice, _, _ := l.tokens(t)
	mute, w := l.open(t), l.ready(t, alice)
	lines := l.lines(t, alice, balance)
	until(t, lines, "data: {")
	closed := make(chan error, 1)
	go func() { closed <- l.Close(t.Context()) }()
	assert.EqualValues(t, 1001, w.closed(t).Code)
	assert.EqualValues(t, 1001, mute.closed(t).Code)
	until(t, lines, "event: complete")
	require.NoError(t, <-closed)
}

func TestStreamsAreCapped(t *testing.T) {
	l := serveSQLite(t, server.Config{Streams: stream.Limits{PerCaller: 3, PerAddress: 6, Total: 8}})
	alice, admin, _ := l.tokens(t)
	l.ready(t, alice)
	l.ready(t, alice)
	response := l.events(t, alice, balance)
	require.Equal(t, http.StatusOK, response.StatusCode)

	refused := l.events(t, alice, balance)
	assert.Equal(t, http.StatusTooManyRequests, refused.StatusCode)
	assert.NotEmpty(t, refused.Header.Get("Retry-After"))
	_, upgrade, err := l.dial(t, http.Header{"Authorization": {"Bearer " + alice}})
	require.Error(t, err)
	assert.Equal(t, http.StatusTooManyRequests, upgrade.StatusCode)
	w := l.open(t)
	w.say(t, `{"type":"connection_init","payload":{"authorization":"Bearer `+alice+`"}}`)
	assert.EqualValues(t, 1013, w.closed(t).Code, "the caller is only known now")

	admins := l.ready(t, admin)
	require.NoError(t, response.Body.Close())
	assert.Eventually(t, func() bool {
		return l.events(t, alice, balance).StatusCode == http.StatusOK
	}, 10*time.Second, 10*time.Millisecond, "its place is free again")
	for range 2 {
		require.Eventually(t, func() bool {
			_, _, err := l.dial(t, nil)
			return err == nil
		}, 10*time.Second, 10*time.Millisecond)
	}
	_, upgrade, err = l.dial(t, nil)
	require.Error(t, err)
	assert.Equal(t, http.StatusTooManyRequests, upgrade.StatusCode, "the address has no more")
	admins.subscribe(t, "1", `{ __typename }`)
	assert.Contains(t, admins.hear(t), `"next"`, "who is in, is served")
}

// 200 sockets of attackers leave nothing behind, and no more of them get in than may.
func TestSocketsLeaveNothingBehind(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	alice, _, _ := l.tokens(t)
	signedIn := l.ready(t, alice)
	signedIn.subscribe(t, "1", balance)
	signedIn.hear(t)
	before := runtime.NumGoroutine()
	var in []wire
	for n := range 200 {
		w, response, err := l.dial(t, nil)
		if err != nil {
			require.Equal(t, http.StatusTooManyRequests, response.StatusCode)
			continue
		}
		in = append(in, w)
		if n%2 == 0 {
			w.say(t, `{"type":"connection_init"}`)
			w.subscribe(t, "1", `{ products { nodes { id } } }`)
		}
	}
	assert.Len(t, in, 99, "an address has at most 100")
	answer := l.post(t, alice, `{ me { id } }`)
	assert.Empty(t, answer.Errors, "others are served")
	for _, w := range in {
		require.NoError(t, w.CloseNow())
	}
	http.DefaultClient.CloseIdleConnections()
	assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+3 }, 20*time.Second, 20*time.Millisecond,
		"goroutines are left: %d before", before)
}

func TestEventStreams(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	alice, _, _ := l.tokens(t)
	get := func(parameters url.Values, header ...string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.address+"/graphql?"+parameters.Encode(), nil)
		require.NoError(t, err)
		r.Header.Set("Accept", "text/event-stream")
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return do(t, r)
	}
	whole := func(response *http.Response) string {
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return string(body)
	}

	response := get(url.Values{"query": {`query A { __typename } query B($n: String!) { products(filter: {search: $n}) { nodes { id } } }`}, "operationName": {"A"}, "variables": {`{"n":"x"}`}, "extensions": {`{}`}})
	assert.Equal(t, http.StatusOK, response.StatusCode)
	for name, value := range map[string]string{
		"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache, no-store",
		"X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff",
	} {
		assert.Equal(t, value, response.Header.Get(name), name)
	}
	assert.True(t, strings.HasPrefix(whole(get(url.Values{"query": {`{ nothing }`}})), ":\n\nevent: next\ndata: {\"errors\":"), "validation errors come by the stream")

	assert.Equal(t, ":\n\nevent: next\ndata: {\"data\":{\"__typename\":\"Query\"},\"extensions\":{\"cost\":{\"requested\":1,\"limit\":20000}}}\n\nevent: complete\ndata:\n\n", whole(l.events(t, "", `{ __typename }`)))
	lines := bufio.NewReader(get(url.Values{"query": {balance}}, "Authorization", "Bearer "+alice).Body)
	assert.Contains(t, until(t, lines, "data: {"), "available")

	for name, c := range map[string]struct {
		parameters url.Values
		status     int
	}{
		"no query":           {url.Values{}, 400},
		"no document":        {url.Values{"query": {"{"}}, 400},
		"no such operation":  {url.Values{"query": {"query A { __typename }"}, "operationName": {"B"}}, 400},
		"variables no JSON":  {url.Values{"query": {"{ __typename }"}, "variables": {"{"}}, 400},
		"variables a list":   {url.Values{"query": {"{ __typename }"}, "variables": {"[]"}}, 400},
		"a mutation":         {url.Values{"query": {`mutation { signOut(input: {everywhere: true}) { __typename } }`}}, 405},
		"a token in the URL": {url.Values{"query": {balance}, "token": {alice}, "access_token": {alice}}, 200},
	} {
		response := get(c.parameters)
		assert.Equal(t, c.status, response.StatusCode, name)
		body := whole(response)
		if c.status == 200 {
			assert.Contains(t, body, "UNAUTHENTICATED", name)
			continue
		}
		assert.Contains(t, body, `"errors"`, name)
		assert.NotContains(t, body, `"data"`, name)
		assert.Equal(t, "application/json; charset=utf-8", response.Header.Get("Content-Type"), name)
		if c.status == 405 {
			assert.Equal(t, "POST", response.Header.Get("Allow"))
		}
	}
	assert.Equal(t, http.StatusUnauthorized, get(url.Values{"query": {balance}}, "Authorization", "Bearer x").StatusCode)

	// urql lists all that it reads with every query: it gets JSON.
	answer := l.post(t, "", `{ __typename }`, "Accept", "application/json, text/event-stream, multipart/mixed")
	assert.Equal(t, "Query", answer.Data["__typename"])
}

func TestAnActorKnowsWhenItsTokenEnds(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	actor, err := l.Services.Access.Authenticate(t.Context(), l.signIn(t).Access)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now().Add(access.AccessTTL), actor.ExpiresAt, 5*time.Second)
	assert.NotEqual(t, mall.SessionID{}, actor.SessionID)
}
