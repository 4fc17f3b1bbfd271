package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"pointsmall/mall"
)

// Vault encrypts the secrets of second factors for the database. Whoever has a copy of the
// database alone can make no code.
type Vault struct {
	// Key is the mall's secret, which is no part of the database. Without one anybody who reads
	// the code can decrypt: enough to try things out.
	Key []byte
	// Required refuses second factors without a key, as a mall for strangers must.
	Required bool
}

// ready refuses where there is no key and one is required.
func (v *Vault) ready() *mall.Error {
	if v.Required && len(v.Key) == 0 {
		return mall.Errorf(mall.CodeNotAvailable, "this server has no secret to encrypt second factors by: start it with POINTSMALL_ANCHOR_KEY", "本服务器缺少加密两步验证的密钥，请设置 POINTSMALL_ANCHOR_KEY 后启动")
	}
	return nil
}

func (v *Vault) cipher() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, v.Key, nil, "pointsmall second factors 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts the secret of a user. What is sealed opens for that user alone.
func (v *Vault) seal(user mall.StaffID, secret []byte) ([]byte, error) {
	aead, err := v.cipher()
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, secret, user[:]), nil
}

var errNoSecret = errors.New("the secret of a second factor cannot be decrypted: the mall's secret is not the one that it was made with (POINTSMALL_ANCHOR_KEY); `pointsmall staff two-factor off LOGIN` lets the user begin anew")

// open decrypts the secret of a user.
func (v *Vault) open(user mall.StaffID, sealed []byte) ([]byte, error) {
	aead, err := v.cipher()
	if err != nil {
		return nil, err
	}
	secret, err := aead.Open(nil, nil, sealed, user[:])
	if err != nil {
		return nil, fmt.Errorf("user %s: %w", user, errNoSecret)
	}
	return secret, nil
}
