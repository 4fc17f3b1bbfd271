// Package page cuts lists into Relay pages with keyset cursors.
package page

import (
	"context"
	"encoding/base64"
	"strings"

	"pointsmall/mall"
)

// Count counts all there is behind a connection, up to MaxCount.
type Count func(ctx context.Context) (int, error)

// The sizes of pages, and how far connections count.
const (
	DefaultSize = 20
	MaxSize     = 100
	MaxCount    = 10_000
)

// Args are a connection's arguments as the caller sent them.
type Args struct {
	First, Last   *int
	After, Before *string
}

// Window is which part of a list a caller wants. Cursors are opened already: they
// are the texts that Cursor was given.
type Window struct {
	// Size is how many nodes; Backward takes them from the end.
	Size          int
	Backward      bool
	After, Before string
}

// Window checks the arguments. It refuses with INVALID_INPUT.
func (a Args) Window() (Window, *mall.Error) {
	w := Window{Size: DefaultSize}
	switch {
	case a.First != nil && a.Last != nil:
		return w, mall.Errorf(mall.CodeInvalidInput, "give first or last, not both", "first 与 last 只能二选一").At("last")
	case a.First != nil:
		w.Size = *a.First
	case a.Last != nil:
		w.Size, w.Backward = *a.Last, true
	}
	if w.Size < 0 || w.Size > MaxSize {
		field := "first"
		if w.Backward {
			field = "last"
		}
		return w, mall.Errorf(mall.CodeInvalidInput, "%s must be from 0 to %d, got %d", "%s 须为 0 至 %d,收到 %d", field, MaxSize, w.Size).At(field)
	}
	var ok bool
	if w.After, ok = open(a.After); !ok {
		return w, badCursor().At("after")
	}
	if w.Before, ok = open(a.Before); !ok {
		return w, badCursor().At("before")
	}
	return w, nil
}

func badCursor() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "this is not a cursor of this list", "游标无效")
}

// BadCursor refuses a cursor whose text a list cannot read.
func BadCursor(field string) *mall.Error { return badCursor().At(field) }

// Cursor makes an opaque cursor of a text.
func Cursor(text string) string { return base64.RawURLEncoding.EncodeToString([]byte("c:" + text)) }

func open(cursor *string) (text string, ok bool) {
	if cursor == nil {
		return "", true
	}
	raw, err := base64.RawURLEncoding.DecodeString(*cursor)
	if err != nil {
		return "", false
	}
	text, ok = strings.CutPrefix(string(raw), "c:")
	return text, ok && text != ""
}

// Cut takes the nodes that were read for a window, in the order of the list, one
// more than its size where there are more, and says what lies around them.
func Cut[N any](w Window, nodes []N) (page []N, hasNext, hasPrevious bool) {
	more := len(nodes) > w.Size
	if w.Backward {
		if more {
			nodes = nodes[len(nodes)-w.Size:]
		}
		return nodes, w.Before != "", more
	}
	if more {
		nodes = nodes[:w.Size]
	}
	return nodes, more, w.After != ""
}
