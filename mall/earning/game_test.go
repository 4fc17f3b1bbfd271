package earning_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/game"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// player signs as a game does.
type player func(game.Score) string

func hmacPlayer(t *testing.T, secret string) player {
	key, err := base64.StdEncoding.DecodeString(secret)
	require.NoError(t, err)
	return func(s game.Score) string {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(s.Text()))
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
}

// newGame makes a game whose scores earn a point for each hundred, up to fifty a day.
func newGame(t *testing.T, m *malltest.Mall) player {
	most := mall.Points(50)
	activate(t, m, gives("play", mall.TriggerGameScore, 1, func(d *rule.Definition) {
		d.Effect = rule.Effect{PerUnit: &rule.PerUnit{Points: 1, Units: mall.Decimal{Decimal: decimal.NewFromInt(100)}}}
		d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Points: &most}}
	}))
	made, err := m.Games.Create(t.Context(), staff, game.NewGame{Code: "fruit", Name: mall.Text{EN: "Fruit"}})
	require.NoError(t, err)
	return hmacPlayer(t, made.Secret)
}

func round(m *malltest.Mall, who *ent.Member, number string, score int64) game.Score {
	return game.Score{Game: "fruit", Member: who.ID, Round: number, Score: mall.Decimal{Decimal: decimal.NewFromInt(score)}, PlayedAt: m.Clock.Now()}
}

func TestGameScores(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sign, who := newGame(t, m), m.Member("normal")
		s := round(m, who, "1", 2050)
		for i := range 2 {
			got, err := m.Earning.RecordGameScore(t.Context(), s, sign(s))
			require.NoError(t, err)
			assert.Equal(t, earning.Recorded{Points: 20, Duplicate: i > 0}, got, "a replay earns nothing more")
		}
		altered := round(m, who, "1", 9000)
		_, err := m.Earning.RecordGameScore(t.Context(), altered, sign(altered))
		assert.Equal(t, mall.CodeIdempotencyConflict, code(err), "even the game cannot count a round twice")
		s = round(m, who, "2", 100_000)
		got, err := m.Earning.RecordGameScore(t.Context(), s, sign(s))
		require.NoError(t, err)
		assert.EqualValues(t, 30, got.Points, "the day's cap")
	})
}

func TestGameScoresThatAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sign, who, other := newGame(t, m), m.Member("normal"), m.Member("normal")
		stranger := hmacPlayer(t, base64.StdEncoding.EncodeToString([]byte("another game's secret")))
		honest := sign(round(m, who, "1", 100))
		for name, c := range map[string]struct {
			change func(*game.Score)
			sign   player
			want   mall.ErrorCode
			field  string
		}{
			"altered score": {func(s *game.Score) { s.Score.Decimal = decimal.NewFromInt(9999) }, func(game.Score) string { return honest }, mall.CodeInvalidInput, "signature"},
			"other member":  {func(s *game.Score) { s.Member = other.ID }, func(game.Score) string { return honest }, mall.CodeInvalidInput, "signature"},
			"other round":   {func(s *game.Score) { s.Round = "2" }, func(game.Score) string { return honest }, mall.CodeInvalidInput, "signature"},
			"wrong key":     {func(*game.Score) {}, stranger, mall.CodeInvalidInput, "signature"},
			"no such game":  {func(s *game.Score) { s.Game = "chess" }, sign, mall.CodeInvalidInput, "signature"},
			"too old":       {func(s *game.Score) { s.PlayedAt = s.PlayedAt.Add(-24*time.Hour - time.Millisecond) }, sign, mall.CodeExpired, "playedAt"},
			"future":        {func(s *game.Score) { s.PlayedAt = s.PlayedAt.Add(time.Hour) }, sign, mall.CodeInvalidInput, "playedAt"},
			"no member":     {func(s *game.Score) { s.Member = mall.NewMemberID() }, sign, mall.CodeNotFound, "memberRef"},
		} {
			s := round(m, who, "1", 100)
			c.change(&s)
			_, err := m.Earning.RecordGameScore(t.Context(), s, c.sign(s))
			var refused *mall.Error
			require.ErrorAs(t, err, &refused, name)
			assert.Equal(t, c.want, refused.Code, name)
			assert.Equal(t, []string{c.field}, refused.Path, name)
		}
		assert.Zero(t, m.Available(who.ID)+m.Available(other.ID))
	})
}

// A rotated key stays good as long as it was said.
func TestGameKeysRotate(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		old, who := newGame(t, m), m.Member("normal")
		public, private, err := ed25519.GenerateKey(nil)
		require.NoError(t, err)
		made, err := m.Games.Rotate(t.Context(), staff, "fruit", base64.StdEncoding.EncodeToString(public), 1)
		require.NoError(t, err)
		assert.Empty(t, made.Secret)
		next := player(func(s game.Score) string {
			return base64.StdEncoding.EncodeToString(ed25519.Sign(private, []byte(s.Text())))
		})
		for i, sign := range []player{old, next} {
			s := round(m, who, fmt.Sprint(i), 100)
			_, err := m.Earning.RecordGameScore(t.Context(), s, sign(s))
			require.NoError(t, err)
		}
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		s := round(m, who, "late", 100)
		_, err = m.Earning.RecordGameScore(t.Context(), s, old(s))
		assert.Equal(t, mall.CodeInvalidInput, code(err))
		_, err = m.Games.Rotate(t.Context(), staff, "fruit", "", 0)
		require.NoError(t, err)
		_, err = m.Earning.RecordGameScore(t.Context(), s, next(s))
		assert.Equal(t, mall.CodeInvalidInput, code(err), "ended at once")
	})
}

// The same round arrives fifty times at once.
func TestOneRoundManyTimes(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sign, who := newGame(t, m), m.Member("normal")
		s := round(m, who, "1", 1000)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				got, err := m.Earning.RecordGameScore(t.Context(), s, sign(s))
				assert.NoError(t, err)
				assert.EqualValues(t, 10, got.Points)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 10, m.Available(who.ID))
	})
}
