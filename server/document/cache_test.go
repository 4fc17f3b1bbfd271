package document

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestACacheIsBounded(t *testing.T) {
	ctx := context.Background()
	c := NewCache[int](3, 1000)
	c.Add(ctx, strings.Repeat("x", 63), 0)
	_, ok := c.Get(ctx, strings.Repeat("x", 63))
	assert.False(t, ok, "one text must not drive out the others")
	for i, key := range []string{"a", "b", "a", "c", "d"} {
		c.Add(ctx, key, i)
	}
	for key, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		_, ok := c.Get(ctx, key)
		assert.Equal(t, want, ok, key)
	}
	assert.Equal(t, 3, c.bytes)

	wide := NewCache[int](100, 1000)
	for i := range 100 {
		wide.Add(ctx, strings.Repeat(string(rune('0'+i%75)), 1+i%62), i)
		assert.LessOrEqual(t, wide.bytes, 1000)
	}
}
