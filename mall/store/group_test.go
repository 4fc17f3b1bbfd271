package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// echo answers each request with itself, in groups whose sizes it counts.
type echo struct {
	mu    sync.Mutex
	sizes []int
	gate  chan struct{} // each group waits for it
	bad   string        // a group that holds it fails
}

func (e *echo) run(ctx context.Context, tx *store.Tx, requests []string) ([]store.Outcome[string], error) {
	if e.gate != nil {
		<-e.gate
	}
	e.mu.Lock()
	e.sizes = append(e.sizes, len(requests))
	e.mu.Unlock()
	outcomes := make([]store.Outcome[string], len(requests))
	rows := store.NewRows("id text", "value text")
	for i, r := range requests {
		if r == e.bad {
			return nil, errors.New("bad request in the group")
		}
		outcomes[i].Answer = r
		rows.Add(r, "saved")
	}
	var batch store.Batch
	batch.Add("insert into settings (id, value) select id, value from {rows}", rows)
	return outcomes, batch.Exec(ctx, tx)
}

func TestGroupServesWhatWaitsTogether(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		e := &echo{gate: make(chan struct{})}
		group := store.NewGroup(db, "echo", e.run)
		var wg sync.WaitGroup
		const n = 200
		for i := range n {
			wg.Go(func() {
				want := fmt.Sprintf("request-%d", i)
				got, err := group.Do(t.Context(), want)
				assert.NoError(t, err)
				assert.Equal(t, want, got)
			})
		}
		close(e.gate)
		wg.Wait()
		group.Close()
		total := 0
		for _, size := range e.sizes {
			assert.LessOrEqual(t, size, 64)
			total += size
		}
		assert.Equal(t, n, total)
		_, err := group.Do(t.Context(), "late")
		assert.ErrorIs(t, err, store.ErrClosed)
	})
}

// One request that fails must not take down those that came with it.
func TestGroupThatFailsIsTriedOneByOne(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		e := &echo{gate: make(chan struct{}), bad: "request-7"}
		group := store.NewGroup(db, "echo", e.run)
		defer group.Close()
		var wg sync.WaitGroup
		var failed atomic.Int32
		for i := range 20 {
			wg.Go(func() {
				r := fmt.Sprintf("request-%d", i)
				if _, err := group.Do(t.Context(), r); err != nil {
					assert.Equal(t, e.bad, r)
					failed.Add(1)
				}
			})
		}
		close(e.gate)
		wg.Wait()
		assert.EqualValues(t, 1, failed.Load())
		saved, err := db.Ent().Setting.Query().All(t.Context())
		require.NoError(t, err)
		assert.Len(t, saved, 19+2, "19 requests and the mall's own settings")
	})
}

func TestGroupLeavesOutWhoHasLeft(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db := open(t, url)
		e := &echo{gate: make(chan struct{})}
		group := store.NewGroup(db, "echo", e.run)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := group.Do(ctx, "gone")
		require.ErrorIs(t, err, context.Canceled)
		close(e.gate)
		group.Close()
		found, err := db.Ent().Setting.Query().All(t.Context())
		require.NoError(t, err)
		assert.Len(t, found, 2, "only the mall's own settings")
	})
}

func TestGroupThatPanicsAnswers(t *testing.T) {
	db := open(t, malltest.SQLite(t))
	group := store.NewGroup(db, "panic", func(context.Context, *store.Tx, []int) ([]store.Outcome[int], error) { panic("oh") })
	defer group.Close()
	_, err := group.Do(t.Context(), 1)
	require.ErrorContains(t, err, "panic panicked: oh")
}

// After a group that had to be run again the next ones take locks at once, for a
// while; a request that is alone does not.
func TestGroupsAreCautiousForAWhile(t *testing.T) {
	db := open(t, malltest.Postgres(t))
	var runs []bool
	meet := false
	g := store.NewGroup(db, "test", func(_ context.Context, tx *store.Tx, requests []int) ([]store.Outcome[int], error) {
		runs = append(runs, tx.Unlocked)
		if tx.Unlocked && meet {
			return nil, store.ErrNeedsLocks
		}
		return make([]store.Outcome[int], len(requests)), nil
	}).WithoutLocks()
	defer g.Close()
	two := func() []bool {
		runs = nil
		for _, out := range g.DoAll(t.Context(), []int{1, 2}) {
			require.NoError(t, out.Err)
		}
		return runs
	}
	assert.Equal(t, []bool{true}, two())
	meet = true
	assert.Equal(t, []bool{true, false}, two())
	meet = false
	locked := 0
	for !slices.Equal(two(), []bool{true}) {
		assert.Equal(t, []bool{false}, runs)
		locked++
		require.Less(t, locked, 100)
		runs = nil
		_, err := g.Do(t.Context(), 1)
		require.NoError(t, err)
		assert.Equal(t, []bool{true}, runs)
	}
	assert.Equal(t, 16, locked)
}
