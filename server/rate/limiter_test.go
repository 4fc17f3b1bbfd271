package rate

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// still is a limiter whose clock a test sets.
func still(limits Limits) (*Limiter, *time.Duration) {
	l, now := New(limits), new(time.Duration)
	l.now = func() time.Duration { return *now }
	return l, now
}

func stranger(n int) caller {
	c := caller{kind: address}
	binary.BigEndian.PutUint64(c.id[:], uint64(n))
	return c
}

func TestTake(t *testing.T) {
	type step struct {
		at           time.Duration
		cost, before int
		ok           bool
		remaining    int
		full, retry  time.Duration
	}
	const s = time.Second
	for name, steps := range map[string][]step{ // of 10 a second, 600 at most
		"a full bucket":            {{0, 100, 0, true, 500, 10 * s, 0}, {10 * s, 1, 0, true, 599, s / 10, 0}},
		"it fills no further":      {{0, 10, 0, true, 590, s, 0}, {900 * s, 10, 0, true, 590, s, 0}},
		"what is left overdraws":   {{0, 599, 0, true, 1, 599 * s / 10, 0}, {0, 1001, 0, true, 0, 160 * s, 100*s + 1}, {0, 1, 0, false, 0, 160 * s, 100*s + 1}},
		"until it is positive":     {{0, 700, 0, true, 0, 70 * s, 10*s + 1}, {10 * s, 1, 0, false, 0, 60 * s, 1}, {10*s + 1, 10, 0, true, 0, 61*s - 1, s}},
		"the very last":            {{0, 600, 0, true, 0, 60 * s, 1}, {0, 1, 0, false, 0, 60 * s, 1}},
		"put back":                 {{0, 10, 0, true, 590, s, 0}, {0, 200, 10, true, 400, 20 * s, 0}},
		"put back what has filled": {{0, 10, 0, true, 590, s, 0}, {s, 5, 10, true, 595, s / 2, 0}},
		"put back and refused":     {{0, 700, 0, true, 0, 70 * s, 10*s + 1}, {0, 1, 10, false, 0, 70 * s, 10*s + 1}},
		"more than anybody has":    {{0, 1 << 62, 0, true, 0, longest, longest - 60*s + 1}},
	} {
		l, now := still(Limits{Member: 10})
		for i, step := range steps {
			*now = step.at
			got, ok := l.take(caller{kind: member}, step.cost, step.before)
			assert.Equal(t, step.ok, ok, "%s: step %d", name, i)
			assert.Equal(t, Standing{Limit: 600, Remaining: step.remaining, Full: step.full, Retry: step.retry}, got, "%s: step %d", name, i)
			assert.Equal(t, got, l.look(caller{kind: member}), "%s: step %d", name, i)
		}
	}
	l, _ := still(Limits{Member: -1})
	_, ok := l.take(caller{kind: member}, 1<<40, 0)
	assert.True(t, ok, "no limit")
}

// However many come at once, only one overdraws.
func TestTakingAtOnce(t *testing.T) {
	l, _ := still(Limits{Member: 500})
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, ok := l.take(caller{kind: member}, 20_000, 0); ok {
				taken.Add(1)
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 2, taken.Load(), "30,000 are enough for one, and what is left for one more")
}

func TestBucketsAreBounded(t *testing.T) {
	l, _ := still(Limits{})
	spent := caller{kind: member, id: [16]byte{1}}
	_, ok := l.take(spent, 40_000, 0)
	assert.True(t, ok)
	for n := range 3 * shards * shardSize {
		l.take(stranger(n), 1, 0)
	}
	kept := 0
	for i := range l.shards {
		kept += l.shards[i].buckets.Len()
	}
	assert.LessOrEqual(t, kept, shards*shardSize+1)
	assert.Greater(t, kept, shards*shardSize/2)
	_, ok = l.take(spent, 1, 0)
	assert.False(t, ok, "strangers do not drive out who is known")
	assert.Equal(t, 100_000, l.look(stranger(0)).Remaining, "who was driven out is full again")
}
