package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Wrong passwords are remembered by a server that starts anew, and by others.
func TestWrongPasswordsRunOut(t *testing.T) {
	t.Parallel()
	const signIn = `mutation($password: String!) { signIn(input: {login: "bob@demo.test", password: $password}) {
		accessToken userErrors { code message path ... on TryLater { retryAfter } } } }`
	flags := []string{"--sign-in-tries=2", "--sign-in-tries-login=50", "--sign-in-tries-address=100", "--trusted-proxies=127.0.0.1"}
	eachDatabase(t, func(t *testing.T, database string) {
		first := open(t, database, flags...)
		try := func(s *server, from, password string) map[string]any {
			got, err := post(t.Context(), s, ask{query: signIn, variables: map[string]any{"password": password}, headers: map[string]string{"X-Forwarded-For": from}})
			require.NoError(t, err)
			require.Empty(t, got.Errors)
			return at[map[string]any](t, got.Data, "signIn")
		}
		for range 2 {
			assert.Equal(t, "UNAUTHENTICATED", at[string](t, try(first.server, "203.0.113.1", "wrong password"), "userErrors.0.code"))
		}
		first.stop(t)
		second := serve(t, database, flags...)
		refused := try(second, "203.0.113.1", "demo-password")
		assert.Equal(t, "NOT_AVAILABLE", at[string](t, refused, "userErrors.0.code"))
		assert.Greater(t, at[int64](t, refused, "userErrors.0.retryAfter"), int64(0))
		assert.Nil(t, refused["accessToken"])
		assert.NotEmpty(t, try(second, "203.0.113.2", "demo-password")["accessToken"], "the owner gets in from elsewhere")
	})
}

func TestCallersRunOut(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t), "--rate-address=1")
	const query = `{ products(first: 100) { nodes { id name } } }`
	data(t, mall.server, "", query, nil)
	refused, err := post(t.Context(), mall.server, ask{query: query})
	require.NoError(t, err)
	assert.Equal(t, http.StatusTooManyRequests, refused.status)
	assert.Contains(t, string(refused.raw), `"RATE_LIMITED"`)
	assert.NotEmpty(t, refused.header.Get("Retry-After"))
	assert.Equal(t, "50", refused.header.Get("RateLimit-Limit"))
	data(t, mall.server, mall.token(t, "alice"), query, nil)
}

// What a key has used is written when the server stops.
func TestUsageOfAPIKeys(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	key := strings.TrimSpace(mustRun(t, "api-key", "--database", mall.database, "--partner", "demo-partner", "--label", "till 8", "--daily-quota", "1"))
	const query = `{ __typename }`
	data(t, mall.server, key, query, nil)
	mall.stop(t)
	again := serve(t, mall.database)
	got := data(t, again, mall.token(t, "partner"), `query($from: Date!, $to: Date!) { partnerUsage(from: $from, to: $to) { label calls cost refused quota } }`,
		map[string]any{"from": mall.opened.AddDate(0, 0, -1).Format(time.DateOnly), "to": mall.opened.AddDate(0, 0, 2).Format(time.DateOnly)})
	list, err := json.Marshal(got["partnerUsage"])
	require.NoError(t, err)
	assert.JSONEq(t, `[{"label": "till 8", "calls": 1, "cost": 1, "refused": 0, "quota": 1}]`, string(list))
}
