package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
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

// rewritten are partial indexes whose conditions PostgreSQL keeps in words of its own, with casts.
// `make migration` compares those, too: it has a database write what the entities say.
var rewritten = map[string]bool{"entries_of_seldom_kinds": true, "entries_of_staff": true, "waiting_places_admitted": true}

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
			said := fmt.Sprintf("%T", c)
			if m, ok := c.(*atlas.ModifyTable); ok {
				m.Changes = slices.DeleteFunc(m.Changes, func(part atlas.Change) bool {
					i, ok := part.(*atlas.ModifyIndex)
					return ok && name == dialect.Postgres && rewritten[i.From.Name]
				})
				if len(m.Changes) == 0 {
					continue
				}
				said = "changes of " + m.T.Name
				for _, part := range m.Changes {
					said += fmt.Sprintf(" %T", part)
				}
			}
			t.Errorf("the migrations lack %s; run `make migration NAME=…`", said)
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
