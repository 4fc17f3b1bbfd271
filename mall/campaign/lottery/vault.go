package lottery

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"pointsmall/mall"
)

// seedSize is how many bytes a seed has.
const seedSize = 32

// Vault encrypts seeds for the database and decrypts them in memory. Whoever has a copy of
// the database alone cannot foresee a draw.
type Vault struct {
	// Key is the mall's secret, which is no part of the database. Without one anybody who reads
	// the code can decrypt: enough to try things out.
	Key []byte
	// Required refuses to make seeds without a key, as a mall for strangers must.
	Required bool
}

// newSeed makes a seed and its commitment.
func newSeed() (seed []byte, hash string) {
	seed = make([]byte, seedSize)
	_, _ = rand.Read(seed) // it never fails
	return seed, HashSeed(seed)
}

// ready refuses where there is no key and one is required.
func (v *Vault) ready() *mall.Error {
	if v.Required && len(v.Key) == 0 {
		return mall.Errorf(mall.CodeNotAvailable, "this server has no secret to keep seeds by: start it with POINTSMALL_ANCHOR_KEY", "本服务器缺少保护种子的密钥，请设置 POINTSMALL_ANCHOR_KEY 后启动")
	}
	return nil
}

func (v *Vault) cipher() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, v.Key, nil, "pointsmall lottery seeds 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts the seed of a period. What is sealed opens for that period alone.
func (v *Vault) seal(id mall.LotteryPeriodID, seed []byte) ([]byte, error) {
	aead, err := v.cipher()
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, seed, id[:]), nil
}

var errNoSeed = errors.New("a seed cannot be decrypted: the mall's secret is not the one that it was made with (POINTSMALL_ANCHOR_KEY)")

// open decrypts the seed of a period.
func (v *Vault) open(id mall.LotteryPeriodID, sealed []byte, hash string) ([]byte, error) {
	aead, err := v.cipher()
	if err != nil {
		return nil, err
	}
	seed, err := aead.Open(nil, nil, sealed, id[:])
	if err != nil {
		return nil, fmt.Errorf("period %s: %w", id, errNoSeed)
	}
	if HashSeed(seed) != hash {
		return nil, fmt.Errorf("period %s: the seed is not the one that was committed to", id)
	}
	return seed, nil
}
