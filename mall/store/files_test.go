package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// What was closed is one file: whoever copies it copies everything.
func TestAClosedSQLiteDatabaseIsOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mall.db")
	db, err := store.Open(t.Context(), "sqlite:"+path, store.Options{})
	require.NoError(t, err)
	_, err = store.Migrate(t.Context(), db)
	require.NoError(t, err)
	require.NoError(t, db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "insert into settings (id, value) values ($1, $2)", "a", "b")
		return err
	}))
	require.NoError(t, db.Snapshot(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.Each(ctx, func(func(...any) error) error { return nil }, "select id from settings where id = $1", "a")
	}))
	require.NoError(t, db.Close())
	assert.Equal(t, []string{"mall.db"}, filesIn(t, filepath.Dir(path)))
}

// A mistyped path makes no database, and no folder.
func TestAPathThatIsNotThereStaysSo(t *testing.T) {
	dir := t.TempDir()
	for _, mode := range []store.Mode{store.Existing, store.ReadOnly} {
		for _, path := range []string{"mal.db", "nowhere/mall.db"} {
			_, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, path), store.Options{Mode: mode})
			assert.ErrorIs(t, err, store.ErrNoFile)
			assert.ErrorContains(t, err, "no such file")
		}
	}
	_, err := store.Open(t.Context(), "sqlite:", store.Options{})
	assert.ErrorContains(t, err, "want sqlite:PATH")
	assert.Empty(t, filesIn(t, dir))
}

// Who only reads leaves a database as it was, and cannot write.
func TestReadOnlyWritesNothing(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{Mode: store.ReadOnly})
		require.NoError(t, err)
		pending, err := store.Pending(t.Context(), db)
		require.NoError(t, err)
		assert.Empty(t, pending)
		require.NoError(t, db.Snapshot(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.Each(ctx, func(func(...any) error) error { return nil }, "select id from settings")
		}))
		_, err = db.Query(t.Context(), writeSetting+" returning id") //nolint:rowserrcheck,sqlclosecheck // there are no rows: it is refused
		assert.Error(t, err)
		require.NoError(t, db.Close())
		if path, ok := sqlitePath(url); ok {
			assert.Equal(t, []string{"mall.db"}, filesIn(t, filepath.Dir(path)))
		}
	})
}

func sqlitePath(url string) (path string, ok bool) { return strings.CutPrefix(url, "sqlite:") }

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
