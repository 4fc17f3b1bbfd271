package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"pointsmall/mall"
)

// Seals are made by the keys that sign tokens; a purpose keeps one kind of text from being
// taken for another.
const (
	sealKey = 16 // bytes of the key's id
	sealMAC = sha256.Size
)

// Seal makes a text that says something and that nobody else can make. It is readable: it
// hides nothing.
func (s *Service) Seal(ctx context.Context, purpose string, content []byte) (string, error) {
	if err := s.keys.ensure(ctx, s.clock()); err != nil {
		return "", err
	}
	id, secret := s.keys.signing()
	sealed := append(append(id[:], seal(secret, purpose, content)...), content...)
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Unseal is what a sealed text says; ok is false for a text that was not sealed here for this
// purpose, or with a key that is retired.
func (s *Service) Unseal(ctx context.Context, purpose, text string) (content []byte, ok bool, err error) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(sealed) < sealKey+sealMAC {
		return nil, false, nil //nolint:nilerr // it is no sealed text
	}
	id := mall.SigningKeyID(sealed[:sealKey])
	secret, err := s.keys.secret(ctx, id.String(), s.clock())
	if err != nil {
		return nil, false, nil //nolint:nilerr // the key is not known
	}
	mac, content := sealed[sealKey:sealKey+sealMAC], sealed[sealKey+sealMAC:]
	return content, hmac.Equal(mac, seal(secret, purpose, content)), nil
}

func seal(secret []byte, purpose string, content []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose + "\n"))
	mac.Write(content)
	return mac.Sum(nil)
}

// signing is the key that signs now; ensure sees to it that there is one.
func (k *keys) signing() (mall.SigningKeyID, []byte) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.current, k.byID[k.current.String()]
}
