package scancode

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"

	"pointsmall/mall"
)

// Code is a code in its plain form: upper case, without hyphens.
type Code string

const (
	// alphabet is Crockford's base32, which leaves out I, L, O and U.
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	// length counts a code's characters, the last of which is the check character.
	length = 20
	group  = 5
	// modulus makes the check find every single wrong character and every two that
	// changed places. Crockford writes its last five values as signs; such codes are
	// not made, so that a code needs no characters besides the alphabet.
	modulus = 37
	// maxTyped bounds what people may type, blanks and hyphens included.
	maxTyped = 64
)

// New makes a code.
func New() Code {
	random := make([]byte, length-1)
	code := make([]byte, length)
	for {
		_, _ = rand.Read(random) // it never fails
		for i, b := range random {
			code[i] = alphabet[b%byte(len(alphabet))]
		}
		if c := check(code[:length-1]); c < len(alphabet) {
			code[length-1] = alphabet[c]
			return Code(code)
		}
	}
}

// check is the number that the payload stands for, modulo 37.
func check(payload []byte) int {
	sum := 0
	for _, c := range payload {
		sum = (sum*len(alphabet) + strings.IndexByte(alphabet, c)) % modulus
	}
	return sum
}

// Parse reads a code as people type it: in either case, with blanks and hyphens
// anywhere, O for 0, I and L for 1. Anything else is a typing error: INVALID_INPUT.
func Parse(typed string) (Code, *mall.Error) {
	if len(typed) > maxTyped {
		return "", mistyped()
	}
	code := make([]byte, 0, length)
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case '-', ' ':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if len(code) == length || !strings.ContainsRune(alphabet, r) {
			return "", mistyped()
		}
		code = append(code, byte(r))
	}
	if len(code) != length || check(code[:length-1]) != strings.IndexByte(alphabet, code[length-1]) {
		return "", mistyped()
	}
	return Code(code), nil
}

func mistyped() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "this is no code: check it for typing errors", "兑换码格式有误，请检查输入").At("code")
}

// String is the form for people: four groups of five.
func (c Code) String() string {
	var groups []string
	for rest := string(c); rest != ""; {
		n := min(group, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return strings.Join(groups, "-")
}

// ID is what the code is stored by: the first half of its SHA-256 digest.
func (c Code) ID() mall.ScanCodeID {
	sum := sha256.Sum256([]byte("pointsmall scan code " + c))
	return mall.ScanCodeID(sum[:16])
}
