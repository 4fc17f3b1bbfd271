package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	redeemDocument     = `mutation($code: String!) { redeemCode(input: {code: $code, idempotencyKey: $code}) { pointsEarned userErrors { code } } }`
	simulationDocument = `subscription($day: Date!) { ruleSimulation(input: {from: $day, until: $day}) { done total finished result { events pointsAfter } } }`
)

// earnBy makes an active rule of a trigger that gives points for a number.
func earnBy(t *testing.T, mall *shop, code, trigger, perUnit string) {
	t.Helper()
	got := mall.data(t, "admin", `mutation {
		createEarningRule(input: {code: "`+code+`", rule: {name: {en: "`+code+`"}, trigger: `+trigger+`, effect: {perUnit: {points: 1, `+perUnit+`}}}}) { userErrors { code message } }
		activateEarningRule(input: {code: "`+code+`", version: 1, revision: 1}) { userErrors { code message } }
	}`, nil)
	require.Empty(t, at[[]any](t, got, "createEarningRule.userErrors"))
	require.Empty(t, at[[]any](t, got, "activateEarningRule.userErrors"))
}

// play has bob redeem a code and reach a score in a game.
func play(t *testing.T, mall *shop) {
	t.Helper()
	earnBy(t, mall, "scan", "SCAN_CODE", `of: "value"`)
	earnBy(t, mall, "play", "GAME_SCORE", `units: "100"`)
	got := mall.data(t, "admin", `mutation { createCodeBatch(input: {name: "tea", count: 2, value: "15"}) { codes } createGame(input: {code: "fruit", name: {en: "Fruit"}}) { secret } }`, nil)
	redeemed := mall.data(t, "bob", redeemDocument, map[string]any{"code": at[[]any](t, got, "createCodeBatch.codes")[0]})
	require.EqualValues(t, 15, at[int64](t, redeemed, "redeemCode.pointsEarned"))

	secret, err := base64.StdEncoding.DecodeString(at[string](t, got, "createGame.secret"))
	require.NoError(t, err)
	bob, playedAt := mall.member(t, "bob"), time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strings.Join([]string{"pointsmall-game-score-v1", "fruit", bob, "r-1", "1250", playedAt}, "\n")))
	scored := mall.data(t, "anonymous", `mutation($member: ID!, $at: DateTime!, $signature: String!) { recordGameScore(input: {
		game: "fruit", memberId: $member, roundId: "r-1", score: "1250", playedAt: $at, signature: $signature}) { pointsEarned userErrors { code message } } }`,
		map[string]any{"member": bob, "at": playedAt, "signature": base64.StdEncoding.EncodeToString(mac.Sum(nil))})
	require.EqualValues(t, 12, at[int64](t, scored, "recordGameScore.pointsEarned"))
}

// Codes that the command line made can be redeemed until it voids them.
func TestCodesByTheCommandLine(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		earnBy(t, mall, "scan", "SCAN_CODE", `of: "value"`)
		file := filepath.Join(t.TempDir(), "codes.csv")
		made := []string{"codes", "make", "--database", database, "--batch", "large", "--count", "2500", "--value", "3", "--out"}
		assert.Contains(t, mustRun(t, append(made, file)...), "2500 codes")
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		require.Len(t, lines, 2501)
		assert.Equal(t, "code", lines[0])
		earned := func(line int) any {
			points, err := At(mall.data(t, "bob", redeemDocument, map[string]any{"code": lines[line]}), "redeemCode.pointsEarned")
			require.NoError(t, err)
			return points
		}
		assert.NotNil(t, earned(1))
		assert.NotNil(t, earned(2500))

		r := run(t, append(made, file)...)
		assert.Equal(t, 1, r.code, "a file is not overwritten")
		other := filepath.Join(t.TempDir(), "other.csv")
		assert.Equal(t, 1, run(t, append(made, other)...).code, "the name is taken")
		assert.NoFileExists(t, other)

		mustRun(t, "codes", "void", "--database", database, "--code", lines[2])
		assert.Nil(t, earned(2))
		assert.Equal(t, 1, run(t, "codes", "void", "--database", database, "--code", lines[1]).code, "it was redeemed")
		assert.Contains(t, mustRun(t, "codes", "void", "--database", database, "--batch", "large"), "2 of its codes")
		assert.Nil(t, earned(3))
		reconcile(t, database)
	})
}

func TestASimulationTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		mall.data(t, "partner", `mutation { recordEvent(input: {externalRef: "V-1", memberRef: "demo-bob", type: REVIEW, occurredAt: "2026-01-02T03:04:05Z"}) { userErrors { code } } }`, nil)
		eachTransport(t, func(t *testing.T, subscribe func(*server, string, string, map[string]any) stream) {
			watcher := subscribe(mall.server, mall.token(t, "admin"), simulationDocument, map[string]any{"day": "2026-01-02"})
			for {
				got := next(t, watcher)
				assert.EqualValues(t, 1, at[int64](t, got, "ruleSimulation.total"))
				if at[bool](t, got, "ruleSimulation.finished") {
					assert.EqualValues(t, 20, at[int64](t, got, "ruleSimulation.result.pointsAfter"))
					return
				}
			}
		})
	})
}
