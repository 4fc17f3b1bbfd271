package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"pointsmall/mall"
)

// Vault seals and opens.
type Vault struct {
	// Key is the mall's secret. Without one anybody who reads the code can open what is sealed:
	// enough to try things out.
	Key []byte
	// Required refuses to seal without a key.
	Required bool
}

// ErrSealed says that something cannot be opened: the mall's secret is not the one that it was
// sealed with, or somebody has changed it.
var ErrSealed = errors.New("this cannot be decrypted: the mall's secret is not the one that it was made with (POINTSMALL_ANCHOR_KEY)")

// Ready refuses, with NOT_AVAILABLE, where there is no key and one is required.
func (v *Vault) Ready() *mall.Error {
	if v.Required && len(v.Key) == 0 {
		return mall.Errorf(mall.CodeNotAvailable, "this server has no secret to encrypt by: start it with POINTSMALL_ANCHOR_KEY", "本服务器缺少加密密钥，请设置 POINTSMALL_ANCHOR_KEY 后启动")
	}
	return nil
}

// key is the key for one purpose.
func (v *Vault) key(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, v.Key, nil, "pointsmall vault 1 "+purpose, sha256.Size)
}

func (v *Vault) cipher(purpose string) (cipher.AEAD, error) {
	key, err := v.key(purpose)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal encrypts content for a purpose and a subject.
func (v *Vault) Seal(purpose, subject string, content []byte) ([]byte, error) {
	if refusal := v.Ready(); refusal != nil {
		return nil, refusal
	}
	aead, err := v.cipher(purpose)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, content, []byte(subject)), nil
}

// Open decrypts what Seal made for the same purpose and subject. Errors: ErrSealed.
func (v *Vault) Open(purpose, subject string, sealed []byte) ([]byte, error) {
	aead, err := v.cipher(purpose)
	if err != nil {
		return nil, err
	}
	content, err := aead.Open(nil, nil, sealed, []byte(subject))
	if err != nil {
		return nil, ErrSealed
	}
	return content, nil
}

// MAC is a digest that nobody makes without the key: of a code of six digits, which a plain
// digest would tell.
func (v *Vault) MAC(purpose, content string) ([]byte, error) {
	if refusal := v.Ready(); refusal != nil {
		return nil, refusal
	}
	key, err := v.key(purpose)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(content))
	return mac.Sum(nil), nil
}
