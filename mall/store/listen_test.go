package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// An owner who ends idle sessions after a moment ends no listener.
func TestAListenerOutlivesTheOwnersTimeout(t *testing.T) {
	t.Parallel()
	db := open(t, malltest.Postgres(t))
	require.NoError(t, db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "do $$ begin execute format('alter database %I set idle_session_timeout = 50', current_database()); end $$")
		return err
	}))
	lost := make(chan error, 8)
	listener := db.NewListener(func(event pq.ListenerEventType, err error) {
		if event == pq.ListenerEventDisconnected {
			lost <- err
		}
	})
	defer func() { assert.NoError(t, listener.Close()) }()
	require.NoError(t, listener.Listen("anything"))
	select {
	case err := <-lost:
		t.Fatalf("the listener was dropped: %v", err)
	case <-time.After(300 * time.Millisecond): // six times the owner's
	}
}
