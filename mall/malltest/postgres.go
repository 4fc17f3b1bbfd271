package malltest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/lib/pq" // and the driver "postgres"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// PostgresEnv names the environment variable that holds the URL of the PostgreSQL
// server for tests. `make test` always sets it.
const PostgresEnv = "POINTSMALL_TEST_POSTGRES"

// The role that owns the tests' databases. It may do nothing else: a mall needs no more.
const (
	role         = "pointsmall_test"
	rolePassword = "pointsmall_test"
)

// templateLock is the advisory lock of a process that makes the role or a template. Other
// processes wait for it: `go test` runs several packages at once.
const templateLock = 7016996765293437282

// Postgres is the URL of a copy that lives as long as the test, and the template's note;
// where the test fails, the copy stays on the server. It skips the test where no server is named.
func (x *Template) Postgres(t *testing.T) (url, note string) {
	t.Helper()
	needPostgres(t)
	note, err := x.postgres()
	require.NoError(t, err)
	server, err := admin()
	require.NoError(t, err)
	name := "pointsmall_test_" + rand.Text()
	require.NoError(t, server.copyDatabase(t.Context(), name, x.database()))
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the test's database stays: %s", server.url(name))
			return
		}
		assert.NoError(t, server.exec(context.Background(), fmt.Sprintf("drop database %q with (force)", name)))
	})
	return server.url(name), note
}

// needPostgres skips the test where no server is named.
func needPostgres(t *testing.T) {
	t.Helper()
	if os.Getenv(PostgresEnv) == "" {
		t.Skipf("%s is not set: run this by `make test`, or scripts/with-postgres go test ./…", PostgresEnv)
	}
}

// database is the template's own name on the server.
func (x *Template) database() string { return "pointsmall_template_" + x.key }

// fillPostgres makes the template unless the server has it. A half-made one is made anew:
// only a whole one is marked as a template. Its comment is the note.
func (x *Template) fillPostgres() (note string, err error) {
	server, err := admin()
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	err = server.alone(ctx, func(conn *sql.Conn) error {
		err := conn.QueryRowContext(ctx, "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = $1 and datistemplate", x.database()).Scan(&note)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		for _, statement := range []string{
			fmt.Sprintf("drop database if exists %q", x.database()),
			fmt.Sprintf("create database %q owner %s", x.database(), role),
		} {
			if _, err := conn.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		if note, err = x.fill(ctx, server.url(x.database())); err != nil {
			return err
		}
		for _, statement := range []string{
			fmt.Sprintf("comment on database %q is %s", x.database(), pq.QuoteLiteral(note)),
			fmt.Sprintf("alter database %q is_template true", x.database()),
		} {
			if _, err := conn.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	return note, err
}

// postgres is the server for tests, as its administrator sees it.
type postgres struct {
	address *url.URL
	db      *sql.DB
	// copying is how a database is best copied.
	copying string
	// life is the number of this process's lock: see liveOn.
	life int32
}

// admin connects to the server that PostgresEnv names, once a process. The connections
// close with the process.
var admin = sync.OnceValues(func() (*postgres, error) {
	address, err := url.Parse(os.Getenv(PostgresEnv))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", PostgresEnv, err)
	}
	db, err := sql.Open("postgres", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	p := &postgres{address: address, db: db}
	ctx := context.Background()
	// Copying files takes half the processor time of PostgreSQL 15's default, which writes
	// every page to the log; before 15 there is no other way.
	var version int
	if err := db.QueryRowContext(ctx, "select current_setting('server_version_num')::int").Scan(&version); err != nil {
		return nil, fmt.Errorf("%s: %w", PostgresEnv, err)
	}
	if version >= 150000 {
		p.copying = "strategy file_copy"
	}
	return p, p.alone(ctx, func(conn *sql.Conn) error {
		if err := p.liveOn(ctx); err != nil {
			return err
		}
		var exists bool
		err := conn.QueryRowContext(ctx, "select exists (select from pg_roles where rolname = $1)", role).Scan(&exists)
		if err != nil || exists {
			return err
		}
		_, err = conn.ExecContext(ctx, fmt.Sprintf("create role %s login password '%s'", role, rolePassword))
		return err
	})
})

// url is that of a database, for the tests' role.
func (p *postgres) url(database string) string {
	u := *p.address
	u.User, u.Path = url.UserPassword(role, rolePassword), "/"+database
	return u.String()
}

func (p *postgres) copyDatabase(ctx context.Context, name, template string) error {
	return p.exec(ctx, fmt.Sprintf("create database %q template %q owner %s %s", name, template, role, p.copying))
}

func (p *postgres) exec(ctx context.Context, statement string) error {
	if _, err := p.db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// alone runs f while no other process runs it.
func (p *postgres) alone(ctx context.Context, f func(conn *sql.Conn) error) (err error) {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1)", int64(templateLock)); err != nil {
		return err
	}
	defer func() {
		_, unlockErr := conn.ExecContext(ctx, "select pg_advisory_unlock($1)", int64(templateLock))
		err = errors.Join(err, unlockErr)
	}()
	return f(conn)
}
