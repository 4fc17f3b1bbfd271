package malltest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	entmigrate "pointsmall/ent/migrate"
	"pointsmall/mall/store"
)

// Each runs f once for each database, on a fresh, migrated and empty one. The test that
// calls it runs beside others: it must not be parallel already, nor call t.Setenv.
func Each(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, Postgres(t))
	})
}

// SQLite is the URL of a fresh, migrated and empty SQLite database that lives as long as the
// test.
func SQLite(t *testing.T) string {
	t.Helper()
	url, _ := migrated.SQLite(t)
	return url
}

// Postgres is the URL of a fresh, migrated and empty PostgreSQL database that lives as long
// as the test. It skips the test where no server is named; `make test` always names one.
func Postgres(t *testing.T) string {
	t.Helper()
	url, _ := migrated.Postgres(t)
	return url
}

// migrated is an empty mall. Migrating takes half a second of processor time; a copy of what
// is migrated takes a few milliseconds on SQLite, a tenth of a second on PostgreSQL.
var migrated = NewTemplate(migrationsKey(), func(ctx context.Context, url string) (note string, err error) {
	db, err := store.Open(ctx, url, store.Options{MaxConnections: 2})
	if err != nil {
		return "", err
	}
	_, err = store.Migrate(ctx, db)
	return "", errors.Join(err, db.Close())
})

// migrationsKey changes with the migrations of PostgreSQL, whose templates outlive a run.
func migrationsKey() string {
	sums, err := entmigrate.Files.ReadFile("postgres/atlas.sum")
	if err != nil {
		panic("malltest: the binary lacks its migrations: " + err.Error())
	}
	hash := sha256.Sum256(sums)
	return "migrated_" + hex.EncodeToString(hash[:8])
}
