package payment_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/payment"
)

func TestASecretIsReadAndNeverShown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte(" top secret\n"), 0o600))
	for _, s := range []payment.Secret{"top secret", payment.Secret("file:" + path)} {
		text, err := s.Read()
		require.NoError(t, err)
		assert.Equal(t, "top secret", text)
		var logged bytes.Buffer
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("it", "secret", s, "in", struct{ S payment.Secret }{s})
		written, err := json.Marshal(s)
		require.NoError(t, err)
		for _, shown := range []string{s.String(), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, struct{ S payment.Secret }{s}), logged.String(), string(written)} {
			assert.NotContains(t, shown, "secret\n")
			assert.NotContains(t, shown, "top secret")
			assert.NotContains(t, shown, path)
		}
	}
	for _, s := range []payment.Secret{"", "  ", "file:/nowhere/at/all"} {
		_, err := s.Read()
		assert.Error(t, err)
	}
}

func TestWhatIsKeptOfAProvidersTextIsShortAndHarmless(t *testing.T) {
	said := payment.Mask(`card 4242 4242 4242 4242 of 6222021234567890123, key sk_live_51Abc, hook whsec_abc, pi_3Abc_secret_def, Authorization: WECHATPAY2 signature="QUJD" ` + strings.Repeat("x", 5000))
	for _, secret := range []string{"4242", "622202", "51Abc", "whsec_abc", "secret_def", "QUJD"} {
		assert.NotContains(t, said, secret)
	}
	assert.Less(t, len(said), 400)
	err := payment.Unknown("ask", errors.New("sk_test_1 has failed"))
	assert.NotContains(t, err.Error(), "sk_test_1")
	assert.Contains(t, err.Error(), "not known")
	assert.NotContains(t, (&payment.Refusal{Code: "NO", Says: "4242424242424242"}).Error(), "4242")
}

func TestWhatIsMissing(t *testing.T) {
	missing, wanted := payment.Missing([]string{"a", "b"}, "", "x")
	assert.Equal(t, []string{"a"}, missing)
	assert.True(t, wanted)
	_, wanted = payment.Missing([]string{"a"}, "")
	assert.False(t, wanted)
}
