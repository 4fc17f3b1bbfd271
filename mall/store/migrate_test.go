package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"

	"ariga.io/atlas/sql/migrate"
	atlas "ariga.io/atlas/sql/schema"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	entmigrate "pointsmall/ent/migrate"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// The migrations must lead to exactly the tables that ent expects.
func TestMigrationsMatchTheEntities(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		driver, name := "sqlite", dialect.SQLite
		dsn := "file:" + url[len("sqlite:"):] + "?_pragma=foreign_keys(1)"
		if url[:8] == "postgres" {
			driver, name, dsn = "postgres", dialect.Postgres, url
		}
		db, err := sql.Open(driver, dsn)
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		var changes []atlas.Change
		m, err := schema.NewMigrate(entsql.OpenDB(name, db), schema.WithDropColumn(true), schema.WithDropIndex(true),
			schema.WithDiffHook(func(next schema.Differ) schema.Differ {
				return schema.DiffFunc(func(current, desired *atlas.Schema) ([]atlas.Change, error) {
					found, err := next.Diff(current, desired)
					changes = append(changes, found...)
					return nil, err
				})
			}))
		require.NoError(t, err)
		require.NoError(t, m.Create(context.Background(), entmigrate.Tables...))
		for _, c := range changes {
			t.Errorf("the migrations lack %T: %+v; run `make migration NAME=…`", c, c)
		}
	})
}

func TestMigrateTwiceAndTogether(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "new", "mall.db")
	db := open(t, url)
	pending, err := store.Pending(t.Context(), db)
	require.NoError(t, err)
	assert.NotEmpty(t, pending)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, err := store.Migrate(context.WithoutCancel(t.Context()), db)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	pending, err = store.Pending(t.Context(), db)
	require.NoError(t, err)
	assert.Empty(t, pending)
}

func TestMigrationsAreSealed(t *testing.T) {
	for _, folder := range []string{"sqlite", "postgres"} {
		dir, err := migrate.NewLocalDir(filepath.Join("..", "..", "ent", "migrate", folder))
		require.NoError(t, err)
		assert.NoError(t, migrate.Validate(dir), "%s: run `make migration-hash` after a change by hand", folder)
	}
}

func TestOpenRefusesWhatItCannotRead(t *testing.T) {
	for _, url := range []string{"", "mysql://x", "mall.db"} {
		_, err := store.Open(t.Context(), url, store.Options{})
		assert.ErrorContains(t, err, "want sqlite:PATH or postgres://")
	}
	_, err := store.Open(t.Context(), "postgres://user:secret@127.0.0.1:1/none", store.Options{})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
}
