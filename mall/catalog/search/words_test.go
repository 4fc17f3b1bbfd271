package search_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall/catalog/search"
)

func TestWordsAreFoldedOnceEachTheLongestFirst(t *testing.T) {
	for query, want := range map[string][]string{
		"":                      nil,
		" \t\u3000":             nil,
		"Tea":                   {"tea"},
		"tea  Green\u3000TEA":   {"green", "tea"},
		"Ｔ恤":                    {"t恤"},
		"a b c d e f g h i j":   {"a", "b", "c", "d", "e", "f", "g", "h"},
		"清风 纸巾":                 {"清风", "纸巾"},
		`"quoted" OR * -minus!`: {`"quoted"`, "-minus!", "or", "*"},
	} {
		assert.Equal(t, want, search.Words(query), query)
	}
}

func TestTokensAreCharactersAndPairs(t *testing.T) {
	assert.Equal(t, []string{"a", "ab", "b", "c", "油", "用", "用油", "食", "食用"}, search.Tokens("ab c\t食用油"))
	assert.Equal(t, []string{"a", "a\ue02d", "b", "\ue02d", "\ue02db"}, search.Tokens("a-b"), "others stand for signs")
	assert.Empty(t, search.Tokens(" \n\u3000\x00"))
	assert.Equal(t, []string{"ab", "油"}, search.Keys([]string{"ab", "油"}))
	assert.Equal(t, []string{"a\ue02d", "\ue02db"}, search.Keys([]string{"a-b"}))
}

// letters are few, so that words are often found.
var letters = []rune("ab清风纸 -")

// A product whose texts contain a word has all of the word's tokens: the index loses none.
func TestTheIndexLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := search.Text(rapid.StringOf(rapid.SampledFrom(letters)).Draw(t, "text"))
		words := search.Words(rapid.StringOfN(rapid.SampledFrom(letters), 1, 4, -1).Draw(t, "query"))
		if !search.Contains(words, text) {
			return
		}
		has := search.Tokens(text)
		for _, key := range search.Keys(words) {
			require.Contains(t, has, key)
		}
	})
}
