package malltest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/peterldowns/pgtestdb"
	"github.com/stretchr/testify/require"

	entmigrate "pointsmall/ent/migrate"
	"pointsmall/mall/store"
)

// PostgresEnv names the environment variable that holds the URL of the PostgreSQL
// server for tests. `make test` always sets it.
const PostgresEnv = "POINTSMALL_TEST_POSTGRES"

// Each runs f once for each database, on a fresh, migrated and empty one.
func Each(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t))
	})
}

// SQLite is the URL of a fresh SQLite database that lives as long as the test.
func SQLite(t *testing.T) string {
	t.Helper()
	url := "sqlite:" + filepath.Join(t.TempDir(), "mall.db")
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	_, err = store.Migrate(t.Context(), db)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return url
}

// Postgres is the URL of a fresh PostgreSQL database that lives as long as the
// test. It skips the test where no server is named; `make test` always names one.
func Postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		t.Skipf("%s is not set: run this by `make test`, or scripts/with-postgres go test ./…", PostgresEnv)
	}
	u, err := url.Parse(server)
	require.NoError(t, err, "%s", PostgresEnv)
	password, _ := u.User.Password()
	conf := pgtestdb.Custom(t, pgtestdb.Config{
		DriverName: "postgres", Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), Password: password,
		Database: u.Path[1:], Options: u.RawQuery, ForceTerminateConnections: true,
	}, migrator{})
	return conf.URL()
}

// migrator fills the template that PostgreSQL databases are copied from.
type migrator struct{}

// Hash changes with the migrations.
func (migrator) Hash() (string, error) {
	sum, err := entmigrate.Files.ReadFile("postgres/atlas.sum")
	return string(sum), err
}

// Migrate migrates the template.
func (migrator) Migrate(ctx context.Context, _ *sql.DB, conf pgtestdb.Config) error {
	db, err := store.Open(ctx, conf.URL(), store.Options{MaxConnections: 2})
	if err != nil {
		return err
	}
	if _, err := store.Migrate(ctx, db); err != nil {
		return err
	}
	return db.Close()
}
