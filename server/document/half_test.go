package document

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Where half a character stands is told from the variable's name on; whole ones, written out
// or escaped, and escaped backslashes are none.
func TestHalfACharacterIsFoundWhereItStands(t *testing.T) {
	for text, want := range map[string][]string{
		`{"query": "{a}", "variables": {"a": "\ud83d\ude00 \\ud83d \uD83D\uDE00"}}`:      nil,
		`{"variables": {"a": "\ud83d"}}`:                                                 {"variables", "a"},
		`{"variables": {"a": 1, "b": {"c": [true, {"d": "x"}, {"d": "\uDE00\uD83D"}]}}}`: {"variables", "b", "c", "2", "d"},
		`{"variables": {"a": [[], {}, [1, "\ud83dx"]], "b": "\ud83d"}}`:                  {"variables", "a", "2", "1"},
		`{"variables": {"\udc00": 1}}`:                                                   {"variables", "\ufffd"},
		`{"query": "{ a(b: \"\ud83d\") }"}`:                                              {"query"},
		`{"query": "{ a(b: \"\\ud83d\") }"}`:                                             nil, // the document escapes it, and is read by itself
		`{"variables": {"a": "\ud83d`:                                                    nil, // no JSON: who decodes it says so
	} {
		var q Request
		q.Halved([]byte(text))
		assert.Equal(t, want, q.half, text)
	}
	var q Request
	q.Halved([]byte(`{"a": "\ud83d"}`), "variables")
	assert.Equal(t, []string{"variables", "a"}, q.half)
}

func TestARequestWithHalfACharacterNamesItsVariable(t *testing.T) {
	q := Request{Query: new("{ a }"), Variables: map[string]any{"a": "\ufffd"}}
	q.Halved([]byte(`{"variables": {"a": {"b": "\ud83d"}}}`))
	params, ok := q.Params()
	require.True(t, ok)
	refusal := wholeRequest(t.Context(), params)
	require.NotNil(t, refusal)
	assert.Equal(t, "BAD_USER_INPUT", refusal.Extensions["code"])
	assert.Equal(t, []string{"a", "b"}, refusal.Extensions["variable"])
	assert.Contains(t, refusal.Message, "$a.b")

	params, _ = Request{Query: new("{ a }"), Variables: map[string]any{"a": "\ufffd"}}.Params()
	assert.Nil(t, wholeRequest(t.Context(), params), "a U+FFFD that was sent as such is a character")
}
