package reconcile

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Head is how far the books of one account go: the number of its newest entry, and its hash.
type Head struct {
	Account mall.AccountID
	Seq     int64
	Hash    string
}

func (h Head) text() string { return fmt.Sprintf("%s %d %s\n", h.Account.UUID(), h.Seq, h.Hash) }

func seal(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text)) // never fails
	return mac.Sum(nil)
}

// sum adds up the seals of heads, whatever their order is: so an anchor can be made from the
// one before it and the accounts that have changed since.
type sum struct {
	key   []byte
	total big.Int
}

var modulus = new(big.Int).Lsh(big.NewInt(1), 256)

func (s *sum) add(h Head) { s.change(h, (*big.Int).Add) }

func (s *sum) remove(h Head) { s.change(h, (*big.Int).Sub) }

func (s *sum) change(h Head, by func(z, x, y *big.Int) *big.Int) {
	by(&s.total, &s.total, new(big.Int).SetBytes(seal(s.key, h.text())))
	s.total.Mod(&s.total, modulus)
}

func (s *sum) String() string { return fmt.Sprintf("%064x", &s.total) }

// macOf seals an anchor and the one before it.
func macOf(key []byte, a *ent.Anchor, before string) string {
	return hex.EncodeToString(seal(key, fmt.Sprintf("%d %s %d %d %s %s", a.ID, a.MadeAt.UTC().Format(time.RFC3339Nano), a.Accounts, a.Entries, a.Sum, before)))
}
