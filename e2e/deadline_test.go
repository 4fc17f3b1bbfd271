package e2e

import (
	"context"
	"database/sql"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A request whose time is over is answered, its statement in the database is gone
// with it, and it has changed nothing, even when what it waited for is free again.
func TestRequestsEndAtTheirDeadline(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		testDeadline(t, demoMall.Postgres(t), "begin; lock table accounts, orders, skus, stocks in access exclusive mode", true, awaitStatements)
	})
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		testDeadline(t, demoMall.SQLite(t), "begin immediate", false, func(*testing.T, *sql.DB, bool) {})
	})
}

// testDeadline sends requests while another connection holds the lock, for which queries
// wait, too, where readersWait is true. waiting waits until the database has statements
// that wait, or none.
func testDeadline(t *testing.T, database, lock string, readersWait bool, waiting func(t *testing.T, db *sql.DB, some bool)) {
	const limit = time.Second
	mall := open(t, database, "--request-timeout", limit.String(), "--no-jobs") // jobs would wait for the locks, too
	order, sku, bob := mall.order(t, "alice", "DRINK-100", "before"), mall.sku(t, "DRINK-100"), mall.member(t, "bob")
	alice, admin := mall.token(t, "alice"), mall.token(t, "admin")
	before := mall.state(t)
	db := openSQL(t, database)
	requests := map[string]ask{
		"an exchange": {token: alice, query: exchangeDocument, variables: exchangeInput(sku, "late", 1)},
		"a step":      {token: admin, query: setStatusDocument, variables: map[string]any{"input": map[string]any{"orderId": order, "version": 1, "status": "FULFILLING"}}},
		"an adjustment": {
			token: admin, query: `mutation($input: AdjustPointsInput!) { adjustPoints(input: $input) { entry { id } } }`,
			variables: map[string]any{"input": map[string]any{"memberId": bob, "points": 1, "reason": "late", "idempotencyKey": "late"}},
		},
	}
	if readersWait {
		requests["a query"] = ask{token: alice, query: `{ me { orders(first: 1) { nodes { id } } } }`}
	}
	for name, request := range requests {
		release := hold(t, db, lock)
		answers := make(chan late, 1)
		go func() { answers <- postLate(t.Context(), mall.server, request) }()
		waiting(t, db, true)
		got := <-answers
		waiting(t, db, false)
		release()
		require.NoError(t, got.err, name)
		assert.Equal(t, http.StatusOK, got.status, name)
		require.Len(t, got.Errors, 1, "%s: %s", name, got.raw)
		assert.Equal(t, "TIMEOUT", got.Errors[0].Extensions["code"], name)
		assert.GreaterOrEqual(t, got.after, limit, name)
		assert.Less(t, got.after, 8*limit, name)
	}
	assert.Equal(t, before, mall.state(t), "nothing was written late")
	mall.order(t, "alice", "DRINK-100", "late") // the key is free
	reconcile(t, database)
}

// late is an answer and how long it took.
type late struct {
	answer
	after time.Duration
	err   error
}

func postLate(ctx context.Context, s *server, request ask) (l late) {
	start := time.Now()
	l.answer, l.err = post(ctx, s, request)
	l.after = time.Since(start)
	return l
}

// hold runs a statement that takes locks on a connection of its own, and keeps them.
func hold(t *testing.T, db *sql.DB, lock string) (release func()) {
	t.Helper()
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), lock)
	require.NoError(t, err)
	return func() {
		_, err := conn.ExecContext(t.Context(), "rollback")
		assert.NoError(t, err)
		assert.NoError(t, conn.Close())
	}
}

// awaitStatements waits until PostgreSQL runs some statement that waits for a lock, or none.
func awaitStatements(t *testing.T, db *sql.DB, some bool) {
	t.Helper()
	require.Eventually(t, func() bool {
		var n int
		err := db.QueryRowContext(t.Context(), "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()").Scan(&n)
		return err == nil && (n > 0) == some
	}, patience, 2*time.Millisecond, "statements that wait: %t", some)
}
