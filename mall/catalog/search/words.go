package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pointsmall/mall"
)

// MaxWords is how many words of a query count; what follows is not looked for.
const MaxWords = 8

// Words are what a query asks for: its parts between blanks, folded, the longest first, each
// once. A product must contain all of them.
func Words(query string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(mall.Fold(query), unicode.IsSpace) {
		if len(words) < MaxWords && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

// Text is a product's texts as they are looked in: folded, a line each. Words have no line
// breaks, so none of them is found across two texts.
func Text(texts ...string) string {
	folded := make([]string, len(texts))
	for i, text := range texts {
		folded[i] = mall.Fold(text)
	}
	return strings.Join(folded, "\n")
}

// tokens are the single characters and the pairs of neighbours in a folded text, sorted, each
// once. Blanks and control characters are in none. FTS5 divides texts at ASCII's signs, and
// tsquery has a meaning for some: in tokens, others stand for them.
func tokens(text string) []string {
	seen := map[string]bool{}
	before := "" // the neighbour; "": there is none
	for _, r := range text {
		if !indexed(r) {
			before = ""
			continue
		}
		one := string(r)
		if sign(r) {
			one = string(signs + r)
		}
		seen[one] = true
		if before != "" {
			seen[before+one] = true
		}
		before = one
	}
	all := make([]string, 0, len(seen))
	for token := range seen {
		all = append(all, token)
	}
	slices.Sort(all)
	return all
}

// signs is where the characters begin that stand for ASCII's signs in tokens. They are of
// Unicode's private use; a text that has them is merely looked at once more.
const signs = 0xe000

// sign reports whether a character is one of ASCII's signs.
func sign(r rune) bool {
	return r > ' ' && r < unicode.MaxASCII && (r < '0' || (r > '9' && r < 'A') || (r > 'Z' && r < 'a') || r > 'z')
}

// indexed reports whether a character is part of tokens.
func indexed(r rune) bool {
	if r > unicode.MaxASCII {
		return !unicode.IsSpace(r) && r != utf8.RuneError
	}
	return r > ' ' && r < unicode.MaxASCII
}

// keys are the tokens that a product with all of the words has: the pairs of each word, and
// the character of a word that is one. A pair says more than its characters.
func keys(words []string) []string {
	var all []string
	for _, word := range words {
		of := tokens(word)
		paired := map[rune]bool{}
		for _, token := range of {
			if pair := []rune(token); len(pair) == 2 {
				paired[pair[0]], paired[pair[1]] = true, true
			}
		}
		for _, token := range of {
			if one := []rune(token); len(one) == 2 || !paired[one[0]] {
				all = append(all, token)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// exact reports whether the index alone tells who has the word: it is one token itself, and
// nothing else is.
func exact(word string) bool {
	runes := []rune(word)
	return len(runes) <= 2 && !slices.ContainsFunc(runes, func(r rune) bool {
		return !indexed(r) || sign(r) || (r >= signs && r <= signs+unicode.MaxASCII)
	})
}

// Contains reports whether a product with these texts has all of the words.
func Contains(words []string, texts ...string) bool {
	return !slices.ContainsFunc(words, func(word string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, word) })
	})
}
