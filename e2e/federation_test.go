package e2e

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// install readies an npm project in a folder of ours by its lock file.
func install(t *testing.T, dir string) {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		_, err := exec.LookPath(program)
		require.NoError(t, err, "this test needs Node.js 20 or newer with npm on PATH (Debian: apt-get install nodejs npm)")
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--no-progress")
	npm.Dir = dir
	out, err := npm.CombinedOutput()
	require.NoError(t, err, "npm ci\n%s", out)
}

// Apollo composes the mall with a partner's subgraph, and its gateway queries both.
func TestAPartnersGatewayComposesTheMall(t *testing.T) {
	t.Parallel()
	install(t, "federation")
	const key = "a-key-of-32-bytes-or-more-0123456789"
	eachDatabase(t, func(t *testing.T, database string) {
		s := serve(t, database, "--demo", "--gateway-key", key)
		token := strings.TrimSpace(mustRun(t, "token", "--database", database, "--member", "demo-alice"))
		me := data(t, s, token, "{ me { id } }", nil)["me"].(map[string]any)
		node := exec.CommandContext(t.Context(), "node", "compose.mjs")
		node.Dir = "federation"
		node.Env = append(node.Environ(), "MALL_URL=http://"+s.address+"/graphql", "GATEWAY_KEY="+key,
			"MEMBER_TOKEN="+token, "MEMBER_ID="+me["id"].(string))
		node.WaitDelay = time.Second
		out, err := node.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Contains(t, string(out), "hid the rest")
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
