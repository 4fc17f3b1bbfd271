package access

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

// The secret and the codes are those of RFC 6238, appendix B, of which 6 digits are the last
// six of its eight.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		step, ok := stepOfCode(secret, code, 0, time.Unix(at, 0))
		assert.True(t, ok, at)
		assert.Equal(t, at/30, step)
	}
}

// Whatever is typed when: a code is taken within a step of its own, and never a step that is
// not newer than the one before.
func TestACodeIsTakenOnceAndWithinAStepOfItsTime(t *testing.T) {
	secret, _, err := newTOTP("Mall", "owner@mall.test")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "now"), 0)
		shift := rapid.Int64Range(-3, 3).Draw(t, "shift")
		current := now.Unix() / codePeriod
		last := current + rapid.Int64Range(-4, 2).Draw(t, "last")
		code := codeAt(t, secret, current+shift)
		step, ok := stepOfCode(secret, code, last, now)
		if !ok {
			// Codes of two steps may be alike, so that a refusal is only right where the step itself
			// is out of reach.
			assert.True(t, shift < -codeSkew || shift > codeSkew || current+shift <= last)
			return
		}
		assert.Greater(t, step, last)
		assert.LessOrEqual(t, (step - current), int64(codeSkew))
		assert.GreaterOrEqual(t, (step - current), int64(-codeSkew))
		_, again := stepOfCode(secret, code, step, now)
		if again {
			assert.Equal(t, code, codeAt(t, secret, step+1), "another step has the same code")
		}
	})
}

func codeAt(t *rapid.T, secret []byte, step int64) string {
	code, err := codeOfStep(secret, step)
	require.NoError(t, err)
	return code
}

func TestRecoveryCodesAreUnlikeEachOtherAndReadAsPeopleTypeThem(t *testing.T) {
	user := mall.NewStaffID()
	shown, hashes := newRecoveryCodes(user)
	require.Len(t, shown, RecoveryCodes)
	seen := map[string]bool{}
	for i, code := range shown {
		assert.Regexp(t, "^([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}$", code)
		assert.False(t, seen[code])
		seen[code] = true
		assert.Equal(t, hashes[i], recoveryDigest(user, plainCode(code)))
		assert.NotEqual(t, hashes[i], recoveryDigest(mall.NewStaffID(), plainCode(code)), "a user's own alone")
	}
	assert.Equal(t, "ABCD2345", plainCode(" abcd-2345 "))
}

func TestASecretOpensForItsUserAlone(t *testing.T) {
	user, other := mall.NewStaffID(), mall.NewStaffID()
	v := Vault{Key: []byte("kept elsewhere")}
	sealed, err := v.seal(user, []byte("secret"))
	require.NoError(t, err)
	opened, err := v.open(user, sealed)
	require.NoError(t, err)
	assert.Equal(t, "secret", string(opened))
	_, err = v.open(other, sealed)
	assert.ErrorIs(t, err, errNoSecret)
	_, err = (&Vault{}).open(user, sealed)
	assert.ErrorIs(t, err, errNoSecret)
}
