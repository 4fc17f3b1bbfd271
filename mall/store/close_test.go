package store_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// Whoever copies the file of a mall that has stopped has copied the mall.
func TestAClosedSQLiteDatabaseIsOneFile(t *testing.T) {
	t.Parallel()
	url := malltest.SQLite(t)
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	pending, err := store.Pending(t.Context(), db) // prepares statements
	require.NoError(t, err)
	require.Empty(t, pending, "a copy of the template is whole")
	require.NoError(t, db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "delete from schema_revisions where version = $1", "none")
		return err
	}))
	require.NoError(t, db.Close())
	path := strings.TrimPrefix(url, "sqlite:")
	assert.FileExists(t, path)
	for _, suffix := range []string{"-wal", "-shm"} {
		_, err := os.Stat(path + suffix)
		assert.ErrorIs(t, err, os.ErrNotExist, suffix)
	}
}
