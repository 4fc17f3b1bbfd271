package document

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

// wholeCharacters refuses a document with a string that escapes half a character:
// "\ud83d" without its other half. The parser would read U+FFFD there.
func wholeCharacters(text string) *gqlerror.Error {
	if !strings.Contains(text, `\ud`) && !strings.Contains(text, `\uD`) {
		return nil
	}
	tokens, characters := lexer.New(&ast.Source{Input: text}), []rune(text) // tokens count characters
	for {
		token, err := tokens.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil // the parser has read it all
		}
		if token.Kind == lexer.String && strings.ContainsRune(token.Value, utf8.RuneError) && halved(string(characters[token.Pos.Start:token.Pos.End])) {
			refusal := gqlerror.ErrorPosf(&token.Pos, `Invalid Unicode escape sequence: half of a surrogate pair.`)
			errcode.Set(refusal, errcode.ParseFailed)
			return refusal
		}
	}
}

// halved reports whether a string, as it is written, escapes half a character.
func halved(written string) bool {
	for {
		i := strings.IndexByte(written, '\\')
		if i < 0 {
			return false
		}
		written = written[i:]
		first, ok := escaped(written)
		if !ok {
			written = written[2:] // another escape
			continue
		}
		written = written[6:]
		if !utf16.IsSurrogate(first) {
			continue
		}
		second, ok := escaped(written)
		if !ok || utf16.DecodeRune(first, second) == utf8.RuneError {
			return true
		}
		written = written[6:]
	}
}

// escaped reads an escape of four hexadecimal digits.
func escaped(written string) (rune, bool) {
	if len(written) < 6 || written[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(written[2:6], 16, 16)
	return rune(n), err == nil
}
