package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pooler starts a PgBouncer with its default settings in front of a database, in a mode,
// and returns the URL of the database by way of it.
func pooler(t *testing.T, database, mode string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		t.Skip("pgbouncer is not on PATH: run this by `make test`, or install it (Debian: apt-get install pgbouncer)")
	}
	behind, err := url.Parse(database)
	require.NoError(t, err)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(free.Addr().String())
	require.NoError(t, err)
	require.NoError(t, free.Close())
	dir := clusterFolder(t)
	config := filepath.Join(dir, "pgbouncer.ini")
	// auth_type any logs everybody in as the user of the database's line.
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `[databases]
* = host=%s port=%s user=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %s
unix_socket_dir =
auth_type = any
pool_mode = %s
`, behind.Hostname(), behind.Port(), behind.User.Username(), port, mode), 0o644))
	cmd := exec.Command(program, config)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: postgresUser(t)}
	log := newServerLog()
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Logf("log of PgBouncer:\n%s", log)
		}
	})
	behind.Host = "127.0.0.1:" + port
	way := behind.String() + "&connect_timeout=30" // it is another process that has to get its turn
	db, err := sql.Open("postgres", way)
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	require.Eventually(t, func() bool { return db.PingContext(t.Context()) == nil }, patience, 20*time.Millisecond, "PgBouncer starts")
	return way
}

// Behind PgBouncer in session mode, with nothing set for the mall, everything works: what
// a connection is set to reaches PostgreSQL, such as the end of statements that wait.
func TestBehindAPoolerInSessionMode(t *testing.T) {
	t.Parallel()
	database := newCluster(t).url()
	mall := open(t, pooler(t, database, "session"), "--request-timeout", "3s", "--no-jobs") // jobs would wait for the locks, too
	mall.order(t, "alice", "DRINK-100", "first")
	token, sku := mall.token(t, "alice"), mall.sku(t, "DRINK-100")
	db := openSQL(t, database)
	release := hold(t, db, "begin; lock table accounts, orders, skus, stocks in access exclusive mode")
	got := postLate(context.WithoutCancel(t.Context()), mall.server, ask{token: token, query: exchangeDocument, variables: exchangeInput(sku, "late", 1)})
	require.NoError(t, got.err)
	assert.Equal(t, http.StatusOK, got.status)
	awaitStatements(t, db, false)
	release()
	assert.Less(t, got.after, 8*time.Second, "PostgreSQL has ended the statement")
	mall.order(t, "alice", "DRINK-100", "late")
	reconcile(t, mall.database)
}

// In transaction mode the mall does not work yet; whoever tries learns what is to be set.
func TestBehindAPoolerInTransactionMode(t *testing.T) {
	t.Parallel()
	database := newCluster(t).url()
	way := pooler(t, database, "transaction")
	begin := func() string {
		r := run(t, "reconcile", "--database", way)
		return r.stdout + r.stderr
	}
	require.Eventually(t, func() bool { return strings.Contains(begin(), "session mode") }, patience, time.Millisecond)
}
