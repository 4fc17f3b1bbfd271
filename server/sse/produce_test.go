package sse

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/stretchr/testify/assert"
)

// gqlgen makes every result of a subscription in the same buffer.
func TestResultsAreEncodedBeforeTheNextIsMade(t *testing.T) {
	var buffer bytes.Buffer
	n := 0
	results, stop := produce(t.Context(), func(context.Context) *graphql.Response {
		if n++; n > 5 {
			return nil
		}
		buffer.Reset()
		fmt.Fprintf(&buffer, `{"n":%d}`, n)
		return &graphql.Response{Data: buffer.Bytes()}
	})
	defer stop()
	want := 0
	for text := range results {
		time.Sleep(5 * time.Millisecond) // the next is made meanwhile
		want++
		assert.JSONEq(t, fmt.Sprintf(`{"data":{"n":%d}}`, want), string(text))
	}
	assert.Equal(t, 5, want)
}
