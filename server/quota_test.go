package server_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

func TestAPIKeysHaveQuotas(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	_, admin, partner := l.tokens(t)
	key, err := l.Services.Access.IssueAPIKey(t.Context(), "demo-partner", "till 7", new(2))
	require.NoError(t, err)
	free, err := l.Services.Access.IssueAPIKey(t.Context(), "demo-partner", "app", nil)
	require.NoError(t, err)
	const usage = `{ partnerUsage(from: "2026-01-01", to: "2026-01-02") { day label calls cost refused quota } }`
	for range 2 {
		require.Empty(t, l.post(t, key, usage).Errors)
	}
	refused := l.post(t, key, usage)
	assert.Equal(t, http.StatusTooManyRequests, refused.status)
	assert.Equal(t, []any{"QUOTA_EXCEEDED"}, refused.codes())
	assert.Nil(t, refused.Data)
	assert.Positive(t, refused.Errors[0].Extensions["retryAfter"])
	assert.NotEmpty(t, refused.header.Get("Retry-After"))
	for _, other := range []string{free, partner} {
		assert.Empty(t, l.post(t, other, usage).Errors)
	}
	w := l.ready(t, key)
	w.subscribe(t, "q", usage)
	assert.Contains(t, w.hear(t), `"code":"QUOTA_EXCEEDED"`)

	const named = `{ partnerUsage(from: "2026-01-01", to: "2026-01-02", partner: "demo-partner") { calls } }`
	assert.Empty(t, l.post(t, admin, named).Errors)
	assert.Equal(t, []any{"INVALID_INPUT"}, l.post(t, admin, usage).codes())
	assert.Equal(t, []any{"INVALID_INPUT"}, l.post(t, free, named).codes())
	assert.Equal(t, []any{"UNAUTHENTICATED"}, l.post(t, "", usage).codes())
}
