package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// leeway is how much later than its end something may come on a machine that is busy.
const leeway = 3 * time.Second

// PostgreSQL's processes stop in the middle of the mall's work, and their machine goes on
// to take what is sent to them. Every request is answered in its time, and once new
// processes serve, so does the mall, although the old ones never come back.
func TestRequestsEndWhenTheDatabaseFreezes(t *testing.T) {
	t.Parallel()
	db := newCluster(t)
	const limit = 2 * time.Second
	mall := open(t, db.url(), "--request-timeout", limit.String(), "--no-jobs")
	mall.mayLogErrors = true
	token, sku := mall.token(t, "alice"), mall.sku(t, "DRINK-100")
	mall.order(t, "alice", "DRINK-100", "before")
	frozen := db.backends(t)
	require.NotEmpty(t, frozen)
	signalAll(t, syscall.SIGSTOP, frozen)

	const callers = 6
	answers := make([]late, callers)
	together(callers, func(n int) {
		answers[n] = postLate(t.Context(), mall.server, ask{token: token, query: exchangeDocument, variables: exchangeInput(sku, fmt.Sprint(n), 1)})
	})
	for _, got := range answers {
		require.NoError(t, got.err, "it is answered")
		assert.Less(t, got.after, limit+leeway)
	}
	began := time.Now()
	require.Eventually(t, func() bool {
		got, err := post(t.Context(), mall.server, ask{token: token, query: exchangeDocument, variables: exchangeInput(sku, "after", 1)})
		return err == nil && strings.HasPrefix(outcome(got), "ord_")
	}, patience, 50*time.Millisecond)
	assert.Less(t, time.Since(began), 15*time.Second, "exchanges again")
	code, _ := readiness(t, mall.server)
	assert.Equal(t, http.StatusOK, code)
	signalAll(t, syscall.SIGCONT, frozen)
	reconcile(t, db.url())
}

// A server whose database is frozen ends within its grace, and says what it leaves.
func TestAFrozenDatabaseKeepsNoServerFromEnding(t *testing.T) {
	t.Parallel()
	db := newCluster(t)
	const grace = time.Second
	mall := open(t, db.url(), "--grace", grace.String())
	mall.mayLogErrors = true
	token, sku := mall.token(t, "alice"), mall.sku(t, "DRINK-100")
	db.freeze(t)
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		_, _ = post(t.Context(), mall.server, ask{token: token, query: exchangeDocument, variables: exchangeInput(sku, "k", 1)}) // the server's end cuts it
	}()
	require.Eventually(t, func() bool {
		code, text := readiness(t, mall.server)
		return code == http.StatusServiceUnavailable && text == "the database does not answer\n"
	}, patience, 10*time.Millisecond)
	began := time.Now()
	mall.signal(t, syscall.SIGTERM)
	assert.Equal(t, 1, mall.wait(t), "not everything was finished")
	assert.Less(t, time.Since(began), grace+leeway)
	assert.Contains(t, mall.log.String(), "left unfinished")
	<-answered
}

// The primary freezes with a request in its hands; the standby is promoted. Whatever was
// answered is there, and within 15 seconds the mall serves exchanges again.
func TestExchangesGoOnAfterAFailover(t *testing.T) {
	t.Parallel()
	primary := newCluster(t)
	mustRun(t, "seed", "demo", "--database", primary.url())
	standby := primary.newStandby(t)
	primary.exec(t, "alter system set synchronous_standby_names = '*'") // a commit waits for the standby
	primary.exec(t, "select pg_reload_conf()")
	database := failover(primary, standby)
	mall := &shop{server: serve(t, database, "--request-timeout", "5s"), database: database, tokens: demoMall.tokensOf(t, database)}
	mall.mayLogErrors = true
	token, sku := mall.token(t, "alice"), mall.sku(t, "DRINK-100")
	answered := []string{mall.order(t, "alice", "DRINK-100", "before")}
	code, _ := readiness(t, mall.server)
	require.Equal(t, http.StatusOK, code)

	primary.freeze(t)
	exchange := func(key string) string {
		got, err := post(t.Context(), mall.server, ask{token: token, query: exchangeDocument, variables: exchangeInput(sku, key, 1)})
		require.NoError(t, err)
		return outcome(got)
	}
	caught := make(chan string, 1)
	go func() { caught <- exchange("caught") }()
	require.Eventually(t, func() bool {
		code, _ := readiness(t, mall.server)
		return code == http.StatusServiceUnavailable
	}, patience, 50*time.Millisecond, "the server is not ready while nobody takes writes")
	standby.exec(t, "select pg_promote()")
	promoted := time.Now()
	require.Eventually(t, func() bool {
		id := exchange("after")
		if strings.HasPrefix(id, "ord_") {
			answered = append(answered, id)
		}
		return strings.HasPrefix(id, "ord_")
	}, patience, 50*time.Millisecond)
	assert.Less(t, time.Since(promoted), 15*time.Second, "exchanges again")
	if id := <-caught; strings.HasPrefix(id, "ord_") {
		answered = append(answered, id)
	}
	primary.kill(t) // who came back would be a second primary
	code, _ = readiness(t, mall.server)
	assert.Equal(t, http.StatusOK, code)
	for _, id := range answered {
		got := mall.data(t, "alice", `query($id: ID!) { order(id: $id) { id } }`, map[string]any{"id": id})
		assert.NotNil(t, got["order"], "what was answered is there")
	}
	reconcile(t, database)
}

// readiness asks /readyz.
func readiness(t *testing.T, s *server) (code int, text string) {
	t.Helper()
	response, err := web.Get("http://" + s.address + "/readyz")
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}
