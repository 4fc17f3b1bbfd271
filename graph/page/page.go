// Package page cuts lists into Relay pages with keyset cursors.
package page

import (
	"encoding/base64"
	"strings"

	"pointsmall/mall"
)

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

// window is which part of a list a caller wants. Its cursors are opened: they are the
// texts that cursor was given; "" where there is none.
type window struct {
	// size is how many nodes; backward takes them from the end.
	size          int
	backward      bool
	after, before string
}

// window checks the arguments. Refusals: INVALID_INPUT.
func (a Args) window() (window, *mall.Error) {
	w := window{size: DefaultSize}
	switch {
	case a.First != nil && a.Last != nil:
		return w, mall.Errorf(mall.CodeInvalidInput, "give first or last, not both", "first 与 last 只能二选一").At("last")
	case a.First != nil:
		w.size = *a.First
	case a.Last != nil:
		w.size, w.backward = *a.Last, true
	}
	if w.size < 0 || w.size > MaxSize {
		field := "first"
		if w.backward {
			field = "last"
		}
		return w, mall.Errorf(mall.CodeInvalidInput, "%s must be from 0 to %d, got %d", "%s 须为 0 至 %d，收到 %d", field, MaxSize, w.size).At(field)
	}
	var ok bool
	if w.after, ok = open(a.After); !ok {
		return w, badCursor().At("after")
	}
	if w.before, ok = open(a.Before); !ok {
		return w, badCursor().At("before")
	}
	return w, nil
}

func badCursor() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "this is not a cursor of this list", "游标无效")
}

// cursor makes an opaque cursor of a text.
func cursor(text string) string { return base64.RawURLEncoding.EncodeToString([]byte("c:" + text)) }

// open is the text of a cursor; ok is false for what cursor did not make.
func open(sent *string) (text string, ok bool) {
	if sent == nil {
		return "", true
	}
	raw, err := base64.RawURLEncoding.DecodeString(*sent)
	if err != nil {
		return "", false
	}
	text, ok = strings.CutPrefix(string(raw), "c:")
	return text, ok && text != ""
}

// cut takes the nodes that were read for a window, one more than its size where there
// are more, and says what lies around them.
func cut[N any](w window, nodes []N) (page []N, hasNext, hasPrevious bool) {
	more := len(nodes) > w.size
	if w.backward {
		if more {
			nodes = nodes[len(nodes)-w.size:]
		}
		return nodes, w.before != "", more
	}
	if more {
		nodes = nodes[:w.size]
	}
	return nodes, more, w.after != ""
}
