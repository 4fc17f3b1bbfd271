package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	_ "github.com/lib/pq" // the driver "postgres"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"pointsmall/mall/malltest"
)

// openSQL opens a mall's database behind the mall's back.
func openSQL(t *testing.T, database string) *sql.DB {
	t.Helper()
	driver, source := "postgres", database
	if path, ok := strings.CutPrefix(database, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

// eachEmptyDatabase runs f once for each database, on a fresh one that has no tables yet.
func eachEmptyDatabase(t *testing.T, f func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, freshSQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, emptyPostgres(t))
	})
}

var databases atomic.Int64

// emptyPostgres is the URL of a database without tables that lives as long as the test.
func emptyPostgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv(malltest.PostgresEnv)
	if server == "" {
		t.Skipf("%s is not set", malltest.PostgresEnv)
	}
	db := openSQL(t, server)
	name := fmt.Sprintf("e2e_%d_%d", os.Getpid(), databases.Add(1))
	_, err := db.ExecContext(t.Context(), "create database "+name)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.WithoutCancel(t.Context()), "drop database "+name+" with (force)")
		assert.NoError(t, err)
	})
	u, err := url.Parse(server)
	require.NoError(t, err)
	u.Path = "/" + name
	return u.String()
}

// postgresURL is a fresh PostgreSQL database's.
func postgresURL(t *testing.T) string {
	t.Helper()
	return malltest.Postgres(t)
}
