package e2e

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// postgresBinEnv names the folder of PostgreSQL's programs; scripts/with-postgres sets it.
const postgresBinEnv = "POINTSMALL_POSTGRES_BIN"

// cluster is a PostgreSQL of a test's own, which it may freeze and kill.
type cluster struct {
	data string
	port string
	cmd  *exec.Cmd
}

// newCluster starts a fresh cluster.
func newCluster(t *testing.T, settings ...string) *cluster {
	t.Helper()
	c := &cluster{data: filepath.Join(clusterFolder(t), "data")}
	mustRunPostgres(t, "initdb", "-D", c.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	c.start(t, settings...)
	return c
}

// newStandby starts a copy of the cluster that follows it.
func (c *cluster) newStandby(t *testing.T) *cluster {
	t.Helper()
	s := &cluster{data: filepath.Join(clusterFolder(t), "data")}
	mustRunPostgres(t, "pg_basebackup", "-D", s.data, "-R", "-X", "stream", "-c", "fast", "-h", "127.0.0.1", "-p", c.port, "-U", "postgres", "--no-sync")
	s.start(t)
	return s
}

// clusterFolder is a folder that PostgreSQL's user owns.
func clusterFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pointsmall-cluster-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	if owner := postgresUser(t); owner != nil {
		require.NoError(t, os.Chown(dir, int(owner.Uid), int(owner.Gid)))
	}
	return dir
}

// postgresUser is whom PostgreSQL runs as: it refuses to be root. It is nil where the
// tests are not root either.
func postgresUser(t *testing.T) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		u, err = user.Lookup("nobody")
	}
	require.NoError(t, err)
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	require.NoError(t, err)
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	require.NoError(t, err)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// postgresCommand prepares one of PostgreSQL's programs. It skips the test where nobody
// has said where they are.
func postgresCommand(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	bin := os.Getenv(postgresBinEnv)
	if bin == "" {
		t.Skipf("%s is not set: run this by `make test`, or scripts/with-postgres go test ./…", postgresBinEnv)
	}
	cmd := exec.Command(filepath.Join(bin, program), args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: postgresUser(t)}
	return cmd
}

func mustRunPostgres(t *testing.T, program string, args ...string) {
	t.Helper()
	printed, err := postgresCommand(t, program, args...).CombinedOutput()
	require.NoError(t, err, "%s: %s", program, printed)
}

func (c *cluster) start(t *testing.T, settings ...string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, c.port, err = net.SplitHostPort(free.Addr().String())
	require.NoError(t, err)
	require.NoError(t, free.Close())
	args := []string{"-D", c.data, "-p", c.port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	c.cmd = postgresCommand(t, "postgres", args...)
	log := newServerLog()
	c.cmd.Stderr = log
	require.NoError(t, c.cmd.Start())
	t.Cleanup(func() {
		c.kill(t)
		if t.Failed() {
			t.Logf("log of PostgreSQL at %s:\n%s", c.port, log)
		}
	})
	db := openSQL(t, c.url())
	require.Eventually(t, func() bool { return db.PingContext(t.Context()) == nil }, patience, 20*time.Millisecond, "PostgreSQL starts")
}

// url is the URL of the cluster's database.
func (c *cluster) url() string {
	return "postgres://postgres@127.0.0.1:" + c.port + "/postgres?sslmode=disable"
}

// backends are the processes that serve connections, but for the one that asks.
func (c *cluster) backends(t *testing.T) (pids []int) {
	t.Helper()
	db := openSQL(t, c.url())
	rows, err := db.QueryContext(t.Context(), "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var pid int
		require.NoError(t, rows.Scan(&pid))
		pids = append(pids, pid)
	}
	require.NoError(t, rows.Err())
	return pids
}

// processes are all of the cluster's, the first of them its parent.
func (c *cluster) processes(t *testing.T) []int {
	t.Helper()
	parent := c.cmd.Process.Pid
	pids := []int{parent}
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	for _, path := range all {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// PID (NAME) STATE PARENT …, and a name may hold anything.
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			require.NoError(t, err)
			pids = append(pids, pid)
		}
	}
	return pids
}

// signalAll sends a signal to processes; those that have ended are left out.
func signalAll(t *testing.T, sig syscall.Signal, pids []int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, sig); !errors.Is(err, syscall.ESRCH) {
			require.NoError(t, err)
		}
	}
}

// freeze stops every process of the cluster, whose machine goes on to take what is sent.
func (c *cluster) freeze(t *testing.T) {
	t.Helper()
	signalAll(t, syscall.SIGSTOP, c.processes(t))
}

// kill ends the cluster at once.
func (c *cluster) kill(t *testing.T) {
	t.Helper()
	if c.cmd.ProcessState != nil {
		return
	}
	signalAll(t, syscall.SIGKILL, c.processes(t))
	_ = c.cmd.Wait() // it was killed
}

// exec runs a statement on the cluster.
func (c *cluster) exec(t *testing.T, text string) {
	t.Helper()
	db, err := sql.Open("postgres", c.url())
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	_, err = db.ExecContext(context.WithoutCancel(t.Context()), text)
	require.NoError(t, err, "%s", text)
}

// failover is a URL with both clusters, of which the first is the primary.
func failover(primary, standby *cluster) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1,127.0.0.1/postgres?port=%s,%s&connect_timeout=4", primary.port, standby.port)
}
