package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTerminationEndsSubscriptions(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database, "--no-jobs") // a reminder would be told of, too
		streams := map[string]stream{}
		for name, subscribe := range transports {
			streams[name] = subscribe(t, mall.server, mall.token(t, "alice"), pointsBalanceDocument, nil)
			next(t, streams[name])
		}
		mall.signal(t, syscall.SIGTERM)
		assert.Zero(t, mall.wait(t))
		for name, s := range streams {
			e, err := s.read(t.Context())
			for err == nil {
				assert.Equal(t, "complete", e.kind, name)
				e, err = s.read(t.Context())
			}
			t.Logf("%s: %v", name, err)
			if name == "websocket" {
				assert.NotEqual(t, websocket.StatusCode(-1), websocket.CloseStatus(err), "a farewell, not a broken connection: %v", err)
			}
		}
		_, err := net.DialTimeout("tcp", mall.address, patience)
		assert.Error(t, err, "nobody listens any more")
		reconcile(t, database)
	})
}

// slowRequest is an exchange whose body arrives when the test says so. The server's
// "100 Continue" tells that it has begun to answer.
type slowRequest struct {
	body    *io.PipeWriter
	begun   chan struct{}
	answers chan answer
	errors  chan error
}

func beginSlowly(t *testing.T, s *server, token string) *slowRequest {
	t.Helper()
	read, write := io.Pipe()
	r := &slowRequest{body: write, begun: make(chan struct{}), answers: make(chan answer, 1), errors: make(chan error, 1)}
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(r.begun) }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.address+"/graphql", read)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Expect", "100-continue")
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: patience}}
	go func() {
		response, err := client.Do(request)
		if err != nil {
			r.errors <- err
			return
		}
		defer func() { _ = response.Body.Close() }()
		got := answer{status: response.StatusCode}
		if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
			r.errors <- err
			return
		}
		r.answers <- got
	}()
	select {
	case <-r.begun:
	case err := <-r.errors:
		require.NoError(t, err)
	case got := <-r.answers:
		require.FailNow(t, "the server answers before it has the request", "%v", got)
	case <-time.After(patience):
		require.FailNow(t, "the server does not begin to answer")
	}
	return r
}

func (r *slowRequest) finish(t *testing.T, query string, variables map[string]any) answer {
	t.Helper()
	require.NoError(t, json.NewEncoder(r.body).Encode(map[string]any{"query": query, "variables": variables}))
	require.NoError(t, r.body.Close())
	select {
	case got := <-r.answers:
		return got
	case err := <-r.errors:
		require.NoError(t, err)
	case <-time.After(patience):
		require.FailNow(t, "the request is not answered")
	}
	return answer{}
}

func TestTerminationFinishesRequests(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		sku, token := mall.sku(t, "DRINK-100"), mall.token(t, "alice")
		request := beginSlowly(t, mall.server, token)
		mall.signal(t, syscall.SIGTERM)
		mall.waitLog(t, "shutting down")

		got := request.finish(t, exchangeDocument, exchangeInput(sku, "last", 1))
		assert.Equal(t, http.StatusOK, got.status)
		require.Empty(t, got.Errors)
		order := at[string](t, got.Data, "exchange.order.id")
		assert.Zero(t, mall.wait(t))
		reconcile(t, database)

		again := serve(t, database)
		found := data(t, again, token, `query($id: ID!) { order(id: $id) { id status } }`, map[string]any{"id": order})
		assert.Equal(t, "PAID", at[string](t, found, "order.status"), "what was answered is there")
	})
}

// A request that never comes to its end does not keep the server for ever.
func TestTerminationHasAnEnd(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t), "--grace", "100ms")
	request := beginSlowly(t, mall.server, mall.token(t, "alice"))
	mall.signal(t, syscall.SIGTERM)
	assert.Equal(t, 1, mall.wait(t), "not everything was finished")
	assert.NoError(t, request.body.Close())
}

func TestInterruptionIsTermination(t *testing.T) {
	t.Parallel()
	s := serve(t, freshSQLite(t))
	s.signal(t, syscall.SIGINT)
	assert.Zero(t, s.wait(t))
}

// An exchange that waits for a row another transaction holds is finished too.
func TestTerminationWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	database := demoMall.Postgres(t)
	mall := open(t, database)
	sku, token := mall.sku(t, "DRINK-100"), mall.token(t, "alice")
	db := openSQL(t, database)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "select 1 from accounts for update")
	require.NoError(t, err)

	type outcome struct {
		got answer
		err error
	}
	done := make(chan outcome, 1)
	ctx := context.WithoutCancel(t.Context())
	go func() {
		got, err := post(ctx, mall.server, ask{token: token, query: exchangeDocument, variables: exchangeInput(sku, "k", 1)})
		done <- outcome{got, err}
	}()
	require.Eventually(t, func() bool {
		var waiting int
		err := db.QueryRowContext(t.Context(), "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()").Scan(&waiting)
		return err == nil && waiting > 0
	}, patience, 5*time.Millisecond)
	mall.signal(t, syscall.SIGTERM)
	mall.waitLog(t, "shutting down")
	require.NoError(t, tx.Rollback())

	out := <-done
	require.NoError(t, out.err)
	require.Empty(t, out.got.Errors)
	assert.True(t, strings.HasPrefix(at[string](t, out.got.Data, "exchange.order.id"), "ord_"))
	assert.Zero(t, mall.wait(t))
	reconcile(t, database)
}
