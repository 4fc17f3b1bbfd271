package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Apollo composes the mall with a partner's subgraph, and its gateway queries both.
func TestAPartnersGatewayComposesTheMall(t *testing.T) {
	t.Parallel()
	install(t, "federation")
	const key = "a-key-of-32-bytes-or-more-0123456789"
	eachDatabase(t, func(t *testing.T, database string) {
		s := serve(t, database, "--demo", "--gateway-key", key)
		token := strings.TrimSpace(mustRun(t, "token", "--database", database, "--member", "demo-alice"))
		me := data(t, s, token, "{ me { id } }", nil)["me"].(map[string]any)
		out := program{dir: "federation", args: []string{"compose.mjs"}, env: []string{
			"MALL_URL=http://" + s.address + "/graphql", "GATEWAY_KEY=" + key, "MALL_GATEWAY_KEY=" + key,
			"MEMBER_TOKEN=" + token, "MEMBER_ID=" + me["id"].(string), "DOCS=" + writeModules(t, s, "federation", "api.md"),
		}}.run(t)
		assert.Contains(t, out, "hid the rest")
	})
}

// A key that could be guessed keeps a server from starting, and is not printed.
func TestAShortGatewayKeyIsRefused(t *testing.T) {
	t.Parallel()
	r := run(t, "serve", "--database", freshSQLite(t), "--gateway-key", "guess-me")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, r.stderr, "at least 32")
	assert.NotContains(t, r.stdout+r.stderr, "guess-me")
	assert.False(t, json.Valid([]byte(r.stderr)), "it did not get as far as logging")
}
