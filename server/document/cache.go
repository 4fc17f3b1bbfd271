package document

import (
	"context"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache keeps what belongs to the texts that were used last. It is bounded by the
// texts' length, too, as callers choose them: a parsed document takes up to a hundred
// times its text.
type Cache[V any] struct {
	mu    sync.Mutex
	kept  *simplelru.LRU[string, entry[V]]
	bytes int
	most  int
}

type entry[V any] struct {
	value V
	bytes int
}

// NewCache makes a cache of at most so many entries and bytes of text.
func NewCache[V any](entries, bytes int) *Cache[V] {
	c := &Cache[V]{most: bytes}
	// Only a size below one is an error.
	c.kept, _ = simplelru.NewLRU(max(1, entries), func(_ string, e entry[V]) { c.bytes -= e.bytes })
	return c
}

// Get finds what was added for a key.
func (c *Cache[V]) Get(_ context.Context, key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.kept.Get(key)
	return e.value, ok
}

// Add keeps a value for the text that is its key.
func (c *Cache[V]) Add(_ context.Context, key string, value V) { c.add(key, value, len(key)) }

// add keeps a value that counts so many bytes. One that would drive out a good part
// of the others is not kept.
func (c *Cache[V]) add(key string, value V, bytes int) {
	if bytes > c.most/16 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept.Remove(key)
	c.kept.Add(key, entry[V]{value, bytes})
	c.bytes += bytes
	for c.bytes > c.most {
		c.kept.RemoveOldest()
	}
}
