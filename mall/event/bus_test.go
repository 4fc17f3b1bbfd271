package event_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

func write(t *testing.T, db *store.DB, bus *event.Bus, id uuid.UUID, fail error) error {
	t.Helper()
	return db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		var batch store.Batch
		bus.Write(tx, &batch, mall.Signal{Topic: mall.TopicOrder, ID: id})
		if err := batch.Exec(ctx, tx); err != nil {
			return err
		}
		return fail
	})
}

func TestListenerHearsWhatWasCommitted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		id, other := uuid.New(), uuid.New()
		mine, others := m.Bus.Listen(mall.TopicOrder, id), m.Bus.Listen(mall.TopicOrder, other)
		defer others.Close()
		require.Error(t, write(t, m.DB, m.Bus, other, context.Canceled), "rolled back: nobody hears of it")
		require.NoError(t, write(t, m.DB, m.Bus, id, nil))
		select {
		case <-mine.C:
		case <-time.After(20 * time.Second):
			t.Fatal("nothing was heard")
		}
		assert.Empty(t, others.C)
		mine.Close()
		mine.Close()
		assert.Eventually(t, func() bool {
			n, err := m.DB.Ent().Outbox.Query().Count(t.Context())
			return err == nil && n == 0
		}, 20*time.Second, 10*time.Millisecond, "the outbox is emptied")
	})
}

// A server that died after its commit leaves its events to whoever runs next.
func TestEventsOfADeadServerAreAnnounced(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		id := uuid.New()
		require.NoError(t, write(t, db, event.NewBus(db), id, nil)) // its relay never runs
		require.NoError(t, db.Close())

		m := malltest.Open(t, url)
		listener := m.Bus.Listen(mall.TopicOrder, id)
		defer listener.Close()
		select {
		case <-listener.C:
		case <-time.After(20 * time.Second):
			t.Fatal("nothing was heard")
		}
	})
}
