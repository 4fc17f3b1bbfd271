package vault_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/vault"
)

func TestWhatIsSealedOpensForItsPurposeItsSubjectAndItsKeyAlone(t *testing.T) {
	v := vault.Vault{Key: []byte("the mall's secret, 32 bytes long")}
	sealed, err := v.Seal("mail", "MAIL", []byte("a password"))
	require.NoError(t, err)
	assert.NotContains(t, string(sealed), "password")
	again, err := v.Seal("mail", "MAIL", []byte("a password"))
	require.NoError(t, err)
	assert.NotEqual(t, sealed, again, "nobody sees that two secrets are the same")
	opened, err := v.Open("mail", "MAIL", sealed)
	require.NoError(t, err)
	assert.Equal(t, "a password", string(opened))
	other := vault.Vault{Key: []byte("another secret")}
	for name, open := range map[string]func() ([]byte, error){
		"purpose": func() ([]byte, error) { return v.Open("sms", "MAIL", sealed) },
		"subject": func() ([]byte, error) { return v.Open("mail", "SMS", sealed) },
		"key":     func() ([]byte, error) { return other.Open("mail", "MAIL", sealed) },
		"content": func() ([]byte, error) { return v.Open("mail", "MAIL", append([]byte("x"), sealed[1:]...)) },
	} {
		_, err := open()
		assert.ErrorIs(t, err, vault.ErrSealed, name)
	}
}

func TestAMallForStrangersSealsNothingWithoutAKey(t *testing.T) {
	v := vault.Vault{Required: true}
	_, err := v.Seal("mail", "MAIL", []byte("a password"))
	assert.ErrorContains(t, err, "POINTSMALL_ANCHOR_KEY")
	_, err = v.MAC("code", "123456")
	assert.ErrorContains(t, err, "POINTSMALL_ANCHOR_KEY")
	v.Required = false
	one, err := v.MAC("code", "123456")
	require.NoError(t, err)
	other, err := v.MAC("code", "123457")
	require.NoError(t, err)
	assert.NotEqual(t, one, other)
}
