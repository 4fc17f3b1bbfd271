package game

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// example is the test vector of docs/earning.md.
func example(t testing.TB) Score {
	member, ok := mall.AnyID("mbr_0193a5e0000070008000000000000001").Member()
	require.True(t, ok)
	return Score{
		Game: "fruit-catch", Member: member, Round: "r-1", Score: mall.Decimal{Decimal: decimal.RequireFromString("1500.50")},
		PlayedAt: time.Date(2025, 11, 26, 11, 0, 0, 250_000_000, time.FixedZone("", 8*3600)),
	}
}

func keys() (hmacKey Key, private ed25519.PrivateKey, publicKey Key) {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(i)
	}
	private = ed25519.NewKeyFromSeed(seed)
	return Key{mall.GameKeyHMACSHA256, seed}, private, Key{mall.GameKeyEd25519, private.Public().(ed25519.PublicKey)}
}

func signatures(s Score) (byHMAC, byEd25519 string) {
	h, private, _ := keys()
	mac := hmac.New(sha256.New, h.Material)
	mac.Write([]byte(s.Text()))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), base64.StdEncoding.EncodeToString(ed25519.Sign(private, []byte(s.Text())))
}

// What the documentation says is what the mall does.
func TestVectorOfTheDocumentation(t *testing.T) {
	s := example(t)
	h, private, _ := keys()
	page, err := os.ReadFile("../../../docs/earning.md")
	require.NoError(t, err)
	byHMAC, byEd25519 := signatures(s)
	for _, part := range []string{
		s.Text(), byHMAC, byEd25519, base64.StdEncoding.EncodeToString(h.Material), base64.StdEncoding.EncodeToString(private.Public().(ed25519.PublicKey)),
	} {
		assert.Contains(t, string(page), part)
	}
}

func TestSignatures(t *testing.T) {
	s := example(t)
	h, _, public := keys()
	byHMAC, byEd25519 := signatures(s)
	urls := strings.NewReplacer("+", "-", "/", "_", "=", "")
	for signature, by := range map[string]Key{byHMAC: h, byEd25519: public, urls.Replace(byHMAC): h, urls.Replace(byEd25519): public} {
		assert.True(t, by.Signs(s, signature), signature)
	}
	assert.False(t, h.Signs(s, byEd25519))
	assert.False(t, public.Signs(s, byHMAC))
	assert.False(t, Key{mall.GameKeyHMACSHA256, []byte("another")}.Signs(s, byHMAC))
	assert.False(t, Key{}.Signs(s, byHMAC), "a key of no kind signs nothing")
	for _, bad := range []string{"", "?", strings.Repeat("A", 400), byHMAC[:20]} {
		assert.False(t, h.Signs(s, bad), bad)
		assert.False(t, public.Signs(s, bad), bad)
	}
}

// A signature is good for nothing but what was signed.
func TestAlteredScores(t *testing.T) {
	h, _, public := keys()
	byHMAC, byEd25519 := signatures(example(t))
	for name, alter := range map[string]func(*Score){
		"game":   func(s *Score) { s.Game = "other" },
		"member": func(s *Score) { s.Member = mall.NewMemberID() },
		"round":  func(s *Score) { s.Round = "r-2" },
		"score":  func(s *Score) { s.Score = mall.Decimal{Decimal: decimal.RequireFromString("1500.51")} },
		"time":   func(s *Score) { s.PlayedAt = s.PlayedAt.Add(time.Millisecond) },
		"shift":  func(s *Score) { s.Game, s.Round = "fruit", "catch" },
	} {
		s := example(t)
		alter(&s)
		assert.False(t, h.Signs(s, byHMAC), name)
		assert.False(t, public.Signs(s, byEd25519), name)
	}
	same := example(t)
	same.PlayedAt, same.Score = same.PlayedAt.UTC(), mall.Decimal{Decimal: decimal.RequireFromString("1500.5")}
	assert.True(t, h.Signs(same, byHMAC), "zones and trailing zeroes do not matter")
}

func TestScoresThatMakeNoSense(t *testing.T) {
	good := example(t)
	require.Nil(t, good.Check())
	for field, alter := range map[string]func(*Score){
		"roundId":  func(s *Score) { s.Round = "a\nb" },
		"score":    func(s *Score) { s.Score = mall.Decimal{Decimal: decimal.NewFromInt(-1)} },
		"playedAt": func(s *Score) { s.PlayedAt = s.PlayedAt.Add(time.Microsecond) },
	} {
		s := example(t)
		alter(&s)
		refusal := s.Check()
		require.NotNil(t, refusal, field)
		assert.Equal(t, []string{field}, refusal.Path)
	}
}
