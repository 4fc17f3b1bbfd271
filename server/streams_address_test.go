package server_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
	"pointsmall/server/stream"
)

// Who stands behind a trusted proxy has an address of his own.
func TestStreamsAreCountedBehindAProxy(t *testing.T) {
	l := serveSQLite(t, server.Config{TrustedProxies: []string{"127.0.0.1"}, Streams: stream.Limits{PerAddress: 1}})
	from := func(addresses string) (int, error) {
		_, response, err := l.dial(t, http.Header{"X-Forwarded-For": {addresses}})
		return response.StatusCode, err
	}
	for _, addresses := range []string{"203.0.113.1", "203.0.113.1, 203.0.113.2", "2001:db8:1:2::3"} {
		_, err := from(addresses)
		require.NoError(t, err, addresses)
	}
	for _, addresses := range []string{"203.0.113.1", "203.0.113.9, 203.0.113.1", "2001:db8:1:2::4"} {
		status, err := from(addresses)
		require.Error(t, err, addresses)
		assert.Equal(t, http.StatusTooManyRequests, status, addresses)
	}
}

func TestServersRefuseProxiesThatAreNone(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	_, err := server.New(t.Context(), l.db, server.Config{TrustedProxies: []string{"proxy.example"}})
	require.ErrorContains(t, err, "--trusted-proxies")
}
