package e2e

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A worker does the background work of a server that does none, and stops in order.
func TestWorker(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database, "--no-jobs")
		held := mall.data(t, "admin", `mutation($bob: ID!) { holdPoints(input: {memberId: $bob, points: 300, reason: "a table", seconds: 1, idempotencyKey: "1"}) {
			hold { expiresAt } account { available } userErrors { code } } }`, map[string]any{"bob": mall.member(t, "bob")})
		require.EqualValues(t, 200, at[int64](t, held, "holdPoints.account.available"))
		ends, err := time.Parse(time.RFC3339, at[string](t, held, "holdPoints.hold.expiresAt"))
		require.NoError(t, err)
		time.Sleep(time.Until(ends)) // nothing else tells that it is over
		assert.Contains(t, mustRun(t, "sweep", "--list", "--database", database), "       1 due   Release holds", "the server leaves it to others")

		worker := begun(t, command(t, "worker", "--database", database))
		worker.waitLog(t, "working")
		eventually := time.Now().Add(patience)
		for available := int64(0); available != 500; {
			require.True(t, time.Now().Before(eventually), "the worker does not work")
			available = at[int64](t, mall.data(t, "bob", `{ me { points { available } } }`, nil), "me.points.available")
		}
		worker.signal(t, syscall.SIGTERM)
		assert.Zero(t, worker.wait(t), "exit code after SIGTERM")
		worker.waitLog(t, "shutting down")
		reconcile(t, database)
	})
}

// An entry that was altered where all sums agree is found by its hash, and by nothing else.
func TestVerifyChain(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		makeHistory(t, database)
		clean := run(t, "reconcile", "--verify-chain", "--database", database)
		require.Zero(t, clean.code, "%s%s", clean.stdout, clean.stderr)
		require.NotContains(t, clean.stdout, "not covered")
		db := openSQL(t, database)
		id := rowID(t, db, "select id from entries where kind = 'ADJUST' and seq is not null order by id limit 1")
		execute(t, db, withID(`create table saved as select reason from entries where id = '%s'; update entries set reason = '{"en":"a present","zh-CN":"礼物"}' where id = '%s'`, id))
		reconcile(t, database) // the sums agree
		altered := run(t, "reconcile", "--verify-chain", "--database", database)
		assert.Equal(t, 3, altered.code)
		assert.Contains(t, altered.stdout, "entries "+id)
		assert.Contains(t, altered.stderr, "not clean")
		execute(t, db, withID("update entries set reason = (select reason from saved) where id = '%s'; drop table saved", id))
		again := run(t, "reconcile", "--verify-chain", "--database", database)
		assert.Zero(t, again.code, "%s%s", again.stdout, again.stderr)
	})
}
