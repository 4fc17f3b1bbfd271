package coupon

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// letters are those of codes: none can be taken for another.
const letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

// codeLength is how many letters a unique code has: more than 2^78 codes, so that nobody guesses
// one.
const codeLength = 16

// newCode makes a unique code.
func newCode() string {
	code := make([]byte, 0, codeLength)
	var random [2 * codeLength]byte
	for len(code) < codeLength {
		_, _ = rand.Read(random[:]) // never fails
		for _, b := range random {
			// 240 is 8 times as many as there are letters: so each is as likely.
			if b < 240 && len(code) < codeLength {
				code = append(code, letters[int(b)%len(letters)])
			}
		}
	}
	return string(code)
}

// digest is what is stored of a unique code.
func digest(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// show is a code as people read it, in groups of four.
func show(code string) string {
	var shown []byte
	for i := range code {
		if i > 0 && i%4 == 0 {
			shown = append(shown, '-')
		}
		shown = append(shown, code[i])
	}
	return string(shown)
}
