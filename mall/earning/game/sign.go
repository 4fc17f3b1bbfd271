package game

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"pointsmall/mall"
)

// Score is what a player reached in one round.
type Score struct {
	// Game is the game's code.
	Game     string
	Member   mall.MemberID
	Score    mall.Decimal
	PlayedAt time.Time
	// Round is the game's own number of the round.
	Round string
}

// version begins every signed text, so that no other text can be taken for one.
const version = "pointsmall-game-score-v1"

// timeLayout is RFC 3339 in UTC with milliseconds, always three digits.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Text is what a game signs: six lines, joined by line feeds, without one at the end.
// No part can hold a line feed, so different scores have different texts.
func (s Score) Text() string {
	return strings.Join([]string{
		version, s.Game, s.Member.String(), s.Round, s.Score.Decimal.String(), s.PlayedAt.UTC().Format(timeLayout),
	}, "\n")
}

// Check refuses a score that makes no sense, by the field that causes it.
func (s Score) Check() *mall.Error {
	switch {
	case !printable(s.Round) || len(s.Round) > mall.MaxKeyLength:
		return mall.Errorf(mall.CodeInvalidInput, "roundId must have 1 to %d printable ASCII characters", "roundId 须为 1 至 %d 个可打印的 ASCII 字符", mall.MaxKeyLength).At("roundId")
	case s.Score.IsNegative():
		return mall.Errorf(mall.CodeInvalidInput, "score must not be negative", "score 不能为负").At("score")
	case !s.PlayedAt.Equal(s.PlayedAt.Truncate(time.Millisecond)):
		return mall.Errorf(mall.CodeInvalidInput, "playedAt has at most three decimals of a second", "playedAt 的秒最多保留三位小数").At("playedAt")
	}
	return nil
}

func printable(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// Key is a key of a game.
type Key struct {
	Kind mall.GameKeyKind
	// Material is a public key or a shared secret.
	Material []byte
}

// Signs reports whether a signature, in base64 of either alphabet, is the key's on a score.
func (k Key) Signs(s Score, signature string) bool {
	given, ok := decode(signature)
	if !ok {
		return false
	}
	switch k.Kind {
	case mall.GameKeyEd25519:
		return len(k.Material) == ed25519.PublicKeySize && ed25519.Verify(k.Material, []byte(s.Text()), given)
	case mall.GameKeyHMACSHA256:
		mac := hmac.New(sha256.New, k.Material)
		mac.Write([]byte(s.Text()))
		return hmac.Equal(mac.Sum(nil), given)
	}
	return false
}

// decode reads base64, standard or for URLs, padded or not.
func decode(text string) ([]byte, bool) {
	if len(text) > 200 {
		return nil, false
	}
	text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	out, err := base64.RawURLEncoding.DecodeString(text)
	return out, err == nil
}
