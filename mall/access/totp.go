package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"pointsmall/mall"
)

// Codes of second factors are those of RFC 6238 as every app makes them: 6 digits, a time step
// of 30 seconds, SHA-1. A code is taken a step early or late, as its section 5.2 recommends,
// for clocks that differ and people who type slowly.
const (
	codeDigits  = 6
	codePeriod  = 30 // seconds
	codeSkew    = 1  // steps
	secretBytes = 20
)

// newTOTP makes a secret and the otpauth URL that apps read as a QR code.
func newTOTP(issuer, login string) (secret []byte, url string, err error) {
	secret = make([]byte, secretBytes)
	_, _ = rand.Read(secret) // never fails: see crypto/rand
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: issuer, AccountName: login, Secret: secret, Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	if err != nil {
		return nil, "", err
	}
	return secret, key.URL(), nil
}

// secretText is a secret as people type it into an app.
func secretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// stepOfCode finds the time step whose code this is; ok is false where it is none of now, or
// of a step that is not newer than the one that was taken last.
func stepOfCode(secret []byte, code string, last int64, now time.Time) (step int64, ok bool) {
	current := now.Unix() / codePeriod
	for try := current - codeSkew; try <= current+codeSkew; try++ {
		if try <= last || try < 0 {
			continue
		}
		good, err := codeOfStep(secret, try)
		if err == nil && subtle.ConstantTimeCompare([]byte(good), []byte(code)) == 1 {
			return try, true
		}
	}
	return 0, false
}

// codeOfStep is the code of a time step.
func codeOfStep(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secretText(secret), uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// Recovery codes have 80 random bits, written in 16 letters and digits that nobody takes for
// others.
const (
	RecoveryCodes     = 10
	recoveryCodeBytes = 10
)

var recoveryAlphabet = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// newRecoveryCodes makes recovery codes as they are shown, and their digests.
func newRecoveryCodes(user mall.StaffID) (shown []string, hashes [][]byte) {
	for range RecoveryCodes {
		random := make([]byte, recoveryCodeBytes)
		_, _ = rand.Read(random) // never fails: see crypto/rand
		code := recoveryAlphabet.EncodeToString(random)
		shown = append(shown, strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-"))
		hashes = append(hashes, recoveryDigest(user, code))
	}
	return shown, hashes
}

// recoveryDigest is how a recovery code is stored. Its 80 random bits need no slow hash.
func recoveryDigest(user mall.StaffID, code string) []byte {
	return digest("recovery code\x00" + user.String() + "\x00" + code)
}

// plainCode is a code without what people put between its letters.
func plainCode(code string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, code))
}
