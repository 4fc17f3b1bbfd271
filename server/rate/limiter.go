package rate

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// How many buckets are kept. Strangers' are apart, so that a crowd of addresses drives
// out no bucket but its own. A bucket that was driven out is full when it comes back.
const (
	shards     = 64
	shardSize  = 1024
	strangers  = shards // after the shards of those who are known
	totalShard = 2 * shards
)

// Limiter keeps the buckets. Make one with New.
type Limiter struct {
	policies [kinds]policy
	now      func() time.Duration // never goes back
	seed     maphash.Seed
	shards   [totalShard]shard
}

type shard struct {
	mu      sync.Mutex
	buckets *simplelru.LRU[caller, *bucket]
	_       [40]byte // keeps neighbours' locks off each other's cache lines
}

// bucket is when a bucket will be full, which says how much is in it at any time.
type bucket struct{ full time.Duration }

// New makes a limiter whose buckets are full.
func New(limits Limits) *Limiter {
	begun := time.Now()
	l := &Limiter{policies: limits.policies(), now: func() time.Duration { return time.Since(begun) }, seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].buckets, _ = simplelru.NewLRU[caller, *bucket](shardSize, nil) // only a size below one is an error
	}
	return l
}

// Standing is what a caller has left.
type Standing struct {
	// Limit is what a full bucket holds, and Remaining what is in it: costs.
	Limit, Remaining int
	// Full is how long it takes until the bucket is full, Retry until there is
	// anything in it.
	Full, Retry time.Duration
}

// limited reports whether there is a limit for a caller at all.
func (l *Limiter) limited(c caller) bool { return l.policies[c.kind].perSecond > 0 }

// take takes a cost out of a bucket if there is anything in it. What was taken before
// for the same is put back first; where the cost is refused, that stays taken.
func (l *Limiter) take(c caller, cost, before int) (Standing, bool) {
	p := l.policies[c.kind]
	if p.perSecond < 0 {
		return Standing{}, true
	}
	s := l.shard(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := l.now()
	b, found := s.buckets.Get(c)
	if !found {
		b = &bucket{}
		s.buckets.Add(c, b)
	}
	full := max(b.full-p.worth(before), now)
	if full-now >= p.span() {
		return p.standing(b.full - now), false
	}
	b.full = full + p.worth(cost)
	return p.standing(b.full - now), true
}

// look is how a caller stands.
func (l *Limiter) look(c caller) Standing {
	p := l.policies[c.kind]
	s := l.shard(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, found := s.buckets.Get(c); found {
		return p.standing(b.full - l.now())
	}
	return p.standing(0)
}

func (l *Limiter) shard(c caller) *shard {
	i := maphash.Bytes(l.seed, c.id[:]) % shards
	if c.kind == address {
		i += strangers
	}
	return &l.shards[i]
}

// longest bounds how long anybody can be refused, whatever an operation costs.
const longest = 24 * time.Hour

// worth is how long a bucket takes to fill by so much.
func (p policy) worth(cost int) time.Duration {
	return time.Duration(min(float64(cost)/float64(p.perSecond), longest.Seconds()) * float64(time.Second))
}

// span is how long an empty bucket takes to fill.
func (p policy) span() time.Duration { return time.Duration(p.seconds) * time.Second }

// standing is that of a bucket which will be full after so long.
func (p policy) standing(after time.Duration) Standing {
	after = max(0, after)
	s := Standing{Limit: p.perSecond * p.seconds, Full: after}
	if after >= p.span() {
		s.Retry = after - p.span() + 1
	} else {
		s.Remaining = int((p.span() - after).Seconds() * float64(p.perSecond))
	}
	return s
}

// Look is how the caller of ctx stands; not ok where no limit is set.
func (l *Limiter) Look(ctx context.Context) (s Standing, ok bool) {
	c := callerOf(ctx)
	if !l.limited(c) {
		return Standing{}, false
	}
	return l.look(c), true
}

// seconds rounds up.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
