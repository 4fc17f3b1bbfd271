package e2e

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// as is a cluster's URL for a role.
func (c *cluster) as(t *testing.T, role string) string {
	t.Helper()
	u, err := url.Parse(c.url())
	require.NoError(t, err)
	u.User = url.User(role)
	return u.String()
}

// A role that may read and write rows, and change no table, serves; one that may only
// read proves the books, on the primary and on a standby.
func TestRolesOfLeastRights(t *testing.T) {
	t.Parallel()
	db := newCluster(t)
	mustRun(t, "seed", "demo", "--database", db.url())
	for _, statement := range []string{
		"revoke create on schema public from public",
		"create role serving login", "create role reading login",
		"grant usage on schema public to serving, reading",
		"grant select, insert, update, delete on all tables in schema public to serving",
		"grant select on all tables in schema public to reading",
	} {
		db.exec(t, statement)
	}
	standby := db.newStandby(t)
	for _, args := range [][]string{{"--no-migrate"}, nil} {
		mall := &shop{server: serve(t, db.as(t, "serving"), args...), database: db.as(t, "serving"), tokens: demoMall.tokensOf(t, "")}
		mall.order(t, "alice", "DRINK-100", fmt.Sprint(len(args)))
		mall.stop(t)
	}
	reconcile(t, db.as(t, "serving"))
	reconcile(t, db.as(t, "reading"))
	reconcile(t, standby.as(t, "reading"))

	r := run(t, "doctor", "--database", db.as(t, "serving"), "--listen", "127.0.0.1:0")
	assert.NotContains(t, r.stdout, "FAIL  the database takes writes")
	r = run(t, "doctor", "--database", standby.url(), "--listen", "127.0.0.1:0")
	assert.Equal(t, 3, r.code)
	assert.Contains(t, r.stdout, "ok    the tables are up to date")
	assert.Regexp(t, "FAIL  the database takes writes.*: the database can only be read: it is a standby", r.stdout)
	r = run(t, "serve", "--no-migrate", "--database", standby.url(), "--listen", "127.0.0.1:0", "--grace", "bad")
	assert.Equal(t, 2, r.code)
}

// A copy of a SQLite file is proved where it lies, also in a folder that may not be written.
func TestACopyInAReadOnlyFolder(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "pointsmall-copy-")
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, os.Chmod(dir, 0o700))
		assert.NoError(t, os.RemoveAll(dir))
	})
	original, path := freshSQLite(t), filepath.Join(dir, "copy.db")
	mustRun(t, "seed", "demo", "--database", original)
	content, err := os.ReadFile(strings.TrimPrefix(original, "sqlite:"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, content, 0o444))
	require.NoError(t, os.Chmod(dir, 0o555))
	read := func(args ...string) result {
		cmd := command(t, append(args, "--database", "sqlite:"+path)...)
		if credential := postgresUser(t); credential != nil { // root may write everywhere
			program := filepath.Join(clusterFolder(t), "pointsmall")
			content, err := os.ReadFile(binary)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(program, content, 0o755))
			cmd.Path, cmd.Dir = program, "/"
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
		}
		printed, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			require.NoError(t, err)
		}
		return result{cmd.ProcessState.ExitCode(), string(printed), ""}
	}
	prove := func() result { return read("reconcile") }
	r := prove()
	assert.Zero(t, r.code, r.stdout)
	assert.Contains(t, r.stdout, "clean: ")
	r = read("staff", "list")
	assert.Zero(t, r.code, r.stdout)
	assert.Contains(t, r.stdout, "admin")
	r = read("sweep", "--list")
	assert.Zero(t, r.code, r.stdout)
	assert.Contains(t, r.stdout, " due ")

	require.NoError(t, os.Chmod(dir, 0o755))
	require.NoError(t, os.WriteFile(path+"-wal", []byte("changes"), 0o444))
	require.NoError(t, os.Chmod(dir, 0o555))
	r = prove()
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.stdout, "the newest changes lie in")
}
