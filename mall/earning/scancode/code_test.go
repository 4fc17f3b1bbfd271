package scancode

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

// made draws a code.
func made(t *rapid.T) Code {
	payload := make([]byte, length-1)
	for {
		for i := range payload {
			payload[i] = alphabet[rapid.IntRange(0, len(alphabet)-1).Draw(t, "character")]
		}
		if c := check(payload); c < len(alphabet) {
			return Code(append(payload, alphabet[c]))
		}
	}
}

func TestNewCodesAreWellFormedAndDiffer(t *testing.T) {
	seen := map[mall.ScanCodeID]bool{}
	for range 1000 {
		code := New()
		read, refusal := Parse(code.String())
		require.Nil(t, refusal, code)
		assert.Equal(t, code, read)
		seen[code.ID()] = true
	}
	assert.Len(t, seen, 1000)
}

// Every character of the alphabet stands for five bits of its own, at every place.
func TestEveryPlaceUsesTheWholeAlphabet(t *testing.T) {
	var seen [length - 1]map[byte]bool
	for range 5000 {
		for i, c := range []byte(New()[:length-1]) {
			if seen[i] == nil {
				seen[i] = map[byte]bool{}
			}
			seen[i][c] = true
		}
	}
	for i := range seen {
		assert.Len(t, seen[i], len(alphabet), "place %d", i)
	}
}

func TestCodesAsPeopleTypeThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := made(t)
		var typed strings.Builder
		for _, c := range code {
			typed.WriteString(rapid.SampledFrom([]string{"", "", "-", " "}).Draw(t, "between"))
			forms := []string{string(c), strings.ToLower(string(c))}
			switch c {
			case '0':
				forms = append(forms, "O", "o")
			case '1':
				forms = append(forms, "I", "l", "L", "i")
			}
			typed.WriteString(rapid.SampledFrom(forms).Draw(t, "form"))
		}
		read, refusal := Parse(typed.String())
		require.Nil(t, refusal)
		assert.Equal(t, code, read)
	})
}

func TestOneWrongCharacterIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := []byte(made(t))
		i := rapid.IntRange(0, length-1).Draw(t, "place")
		was := code[i]
		code[i] = rapid.SampledFrom([]byte(alphabet)).Filter(func(c byte) bool { return c != was }).Draw(t, "wrong")
		_, refusal := Parse(string(code))
		require.NotNil(t, refusal)
		assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
	})
}

func TestTwoThatChangedPlacesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := []byte(made(t))
		i := rapid.IntRange(0, length-2).Draw(t, "place")
		if code[i] == code[i+1] {
			return
		}
		code[i], code[i+1] = code[i+1], code[i]
		_, refusal := Parse(string(code))
		assert.NotNil(t, refusal)
	})
}

func TestWhatIsNoCode(t *testing.T) {
	good := Code("0000000000000000000" + "0")
	_, refusal := Parse(string(good))
	require.Nil(t, refusal)
	for _, typed := range []string{"", "-", "0", string(good) + "0", string(good[1:]), "U0000-00000-00000-00000", "00000-00000-00000-0000*", "00000-00000-00000-00001", strings.Repeat("-", 65)} {
		_, refusal := Parse(typed)
		assert.NotNil(t, refusal, typed)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "00000-00000-00000-00000", New().String(), "ıſK", "-\x00", "oil0-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, refusal := Parse(typed)
		if refusal != nil {
			return
		}
		again, refusal := Parse(code.String())
		if refusal != nil || again != code || len(code) != length {
			t.Fatalf("%q reads as %q, which reads as %q", typed, code, again)
		}
	})
}
