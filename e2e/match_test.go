package e2e

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A runner that finds no difference is worth nothing: these must be found.
func TestMatchFindsDifferences(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	got := m{"order": m{"points": 200, "lines": []any{m{"id": "a"}, m{"id": "b"}}, "note": nil}, "ok": true}
	for name, c := range map[string]struct {
		want  any
		exact bool
		at    []string
	}{
		"a subset":                     {m{"order": m{"points": 200}}, false, nil},
		"a pattern":                    {m{"order": m{"lines": []any{m{"id": "~^[ab]$"}, m{}}}}, false, nil},
		"null is a value":              {m{"order": m{"note": nil}}, false, nil},
		"a number of another value":    {m{"order": m{"points": 201}}, false, []string{`.order.points: want 201, got 200`}},
		"a number is not a string":     {m{"order": m{"points": "200"}}, false, []string{`.order.points: want "200", got 200`}},
		"a missing field":              {m{"nobody": nil}, false, []string{`.nobody: is missing`}},
		"a shorter list":               {m{"order": m{"lines": []any{m{"id": "a"}}}}, false, []string{`.order.lines: want a list of 1, got [{"id":"a"},{"id":"b"}]`}},
		"a pattern without a match":    {m{"order": m{"lines": []any{m{"id": "~^b"}, m{}}}}, false, []string{`.order.lines[0].id: want a match of ^b, got "a"`}},
		"more than exactly wanted":     {m{"ok": true}, true, []string{`.order: is not expected, got {"lines":[{"id":"a"},{"id":"b"}],"note":null,"points":200}`}},
		"an object in place of a null": {m{"ok": m{}}, false, []string{`.ok: want {}, got true`}},
	} {
		differences, err := Match(c.want, got, c.exact)
		require.NoError(t, err, name)
		assert.Equal(t, c.at, differences, name)
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	lookup := func(name string) (any, error) {
		if name == "n" {
			return 7, nil
		}
		return nil, errors.New("unknown: " + name)
	}
	got, err := Expand(map[string]any{"a": "${n}", "b": []any{"n=${n}!", 3}}, lookup)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"a": 7, "b": []any{"n=7!", 3}}, got)
	_, err = Expand([]any{"x ${m}"}, lookup)
	require.EqualError(t, err, "unknown: m")
}
