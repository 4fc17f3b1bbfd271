package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWebSocketTokens(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t), "--no-jobs") // a reminder would be told of, too
	address := "ws://" + mall.address + "/graphql"
	protocol := []string{"graphql-transport-ws"}

	t.Run("the header of the upgrade counts", func(t *testing.T) {
		conn, response, err := websocket.Dial(t.Context(), address, &websocket.DialOptions{
			Subprotocols: protocol, HTTPHeader: http.Header{"Authorization": {"Bearer " + mall.token(t, "alice")}},
		})
		require.NoError(t, err)
		if response.Body != nil {
			defer func() { _ = response.Body.Close() }()
		}
		ws := &socket{conn}
		t.Cleanup(ws.drop)
		ws.write(t, "", "connection_init", nil)
		e, err := ws.read(t.Context())
		require.NoError(t, err)
		require.Equal(t, "connection_ack", e.kind)
		ws.write(t, "1", "subscribe", map[string]any{"query": pointsBalanceDocument})
		assert.EqualValues(t, 10000, at[int64](t, next(t, ws), "pointsBalance.available"))
	})

	t.Run("a bad token in the header is refused at once", func(t *testing.T) {
		_, response, err := websocket.Dial(t.Context(), address, &websocket.DialOptions{
			Subprotocols: protocol, HTTPHeader: http.Header{"Authorization": {"Bearer " + mall.token(t, "forged")}},
		})
		require.Error(t, err)
		defer func() { _ = response.Body.Close() }()
		assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
	})

	for _, bad := range []string{"expired", "forged", "unsigned", "garbage"} {
		t.Run("a token in connection_init that is "+bad, func(t *testing.T) {
			ws := dialBare(t, mall.server)
			ws.write(t, "", "connection_init", map[string]string{"Authorization": "Bearer " + mall.token(t, bad)})
			_, err := ws.read(t.Context())
			assert.NotEqual(t, websocket.StatusCode(-1), websocket.CloseStatus(err), "the server closes: %v", err)
		})
	}

	t.Run("queries and mutations work too", func(t *testing.T) {
		ws := dial(t, mall.server, mall.token(t, "bob"))
		ws.write(t, "a", "subscribe", map[string]any{"query": exchangeDocument, "variables": exchangeInput(mall.sku(t, "DRINK-100"), "ws", 1)})
		assert.EqualValues(t, 400, at[int64](t, next(t, ws), "exchange.account.available"))
		e, err := ws.read(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "complete", e.kind)
	})

	t.Run("two subscriptions share a connection, and one can end", func(t *testing.T) {
		ws := dial(t, mall.server, mall.token(t, "alice"))
		ids := func() string {
			var m socketMessage
			require.NoError(t, wsjson.Read(t.Context(), ws.conn, &m))
			return m.ID + " " + m.Type
		}
		ws.write(t, "a", "subscribe", map[string]any{"query": pointsBalanceDocument})
		require.Equal(t, "a next", ids())
		ws.write(t, "b", "subscribe", map[string]any{"query": pointsBalanceDocument})
		require.Equal(t, "b next", ids())
		ws.write(t, "a", "complete", nil)
		mall.order(t, "alice", "DRINK-100", t.Name())
		assert.Equal(t, "b next", ids(), "nothing more is said of what the client has completed")
	})
}

// What a client says in connection_init is not for being sent back: proxies and
// browser tools log what servers send.
func TestWebSocketDoesNotEchoTheToken(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	ws := dialBare(t, mall.server)
	ws.write(t, "", "connection_init", map[string]string{"Authorization": "Bearer " + mall.token(t, "alice")})
	var ack socketMessage
	require.NoError(t, wsjson.Read(t.Context(), ws.conn, &ack))
	require.Equal(t, "connection_ack", ack.Type)
	assert.False(t, strings.Contains(string(ack.Payload), "Bearer"), "connection_ack carries the token: %s", ack.Payload)
}

// The protocol wants 4403 for a refused connection_init: clients that see 1000
// take it for an orderly end, connect again and again, and never ask for a new token.
func TestWebSocketRefusesABadTokenByTheProtocol(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	ws := dialBare(t, mall.server)
	ws.write(t, "", "connection_init", map[string]string{"Authorization": "Bearer " + mall.token(t, "expired")})
	_, err := ws.read(t.Context())
	assert.Equal(t, websocket.StatusCode(4403), websocket.CloseStatus(err), "%v", err)
}
