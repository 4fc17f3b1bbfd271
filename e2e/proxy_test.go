package e2e

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// proxy is a reverse proxy that the operating guide shows.
type proxy struct {
	program, language string
	// settings makes the program's settings from the guide's, and those that a test
	// puts in its place: where it listens and where the mall does.
	settings func(dir, example, listen, mall string) string
	args     func(dir, file string) []string
}

var proxies = map[string]proxy{
	"nginx": {
		program: "nginx", language: "nginx",
		settings: func(dir, example, listen, mall string) string {
			var kept []string
			for line := range strings.Lines(example) {
				if !strings.Contains(line, "ssl_certificate") {
					kept = append(kept, line)
				}
			}
			example = strings.NewReplacer("listen 443 ssl;", "listen "+listen+";", "127.0.0.1:8080", mall).Replace(strings.Join(kept, ""))
			return nginxAround(dir, example)
		},
		args: func(dir, file string) []string { return []string{"-p", dir, "-c", file, "-e", "stderr"} },
	},
	"caddy": {
		program: "caddy", language: "caddyfile",
		settings: func(_, example, listen, mall string) string {
			return "{\n\tadmin off\n\tauto_https off\n}\n" + strings.NewReplacer("mall.example", "http://"+listen, "127.0.0.1:8080", mall).Replace(example)
		},
		args: func(_, file string) []string { return []string{"run", "--adapter", "caddyfile", "--config", file} },
	},
}

// nginxAround puts a block of settings into a whole file that needs nothing of the machine's.
func nginxAround(dir, http string) string {
	var temporary strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&temporary, "%s_temp_path %s;\n", kind, filepath.Join(dir, kind))
	}
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;\n"
	}
	return user + "daemon off;\npid " + filepath.Join(dir, "pid") + ";\nevents {}\nhttp {\naccess_log off;\n" + temporary.String() + http + "\n}\n"
}

// free is an address that nobody listens at. Its port is none of those that systems give
// out by themselves, from 32768 on: another test would have it before it is used.
func free(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000)))
		if err == nil {
			require.NoError(t, l.Close())
			return l.Addr().String()
		}
	}
	require.FailNow(t, "no port is free")
	return ""
}

// before starts a proxy before a mall, and returns the proxy as if it were the mall.
func (p proxy) before(t *testing.T, mall *server, example string) *server {
	t.Helper()
	program, err := exec.LookPath(p.program)
	require.NoError(t, err, "the guide's examples need %s: install it, or run this by `make test` or scripts/with-proxies, which do", p.program)
	dir, address := t.TempDir(), free(t)
	file := filepath.Join(dir, "settings")
	require.NoError(t, os.WriteFile(file, []byte(p.settings(dir, example, address, mall.address)), 0o600))
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, p.args(dir, file)...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	cmd.Stdout, cmd.Stderr = &said, &said
	// Told to stop, nginx takes its workers along; killed, it would leave them behind.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { // the test's context has ended
		_ = cmd.Wait() // how it ended does not matter
		if t.Failed() {
			t.Log(said.String())
		}
	})
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}, patience, 20*time.Millisecond)
	return &server{address: address}
}

// The operating guide's proxies pass on queries, WebSockets and event streams, and say
// from where callers come.
func TestTheGuidesProxiesServeTheMall(t *testing.T) {
	t.Parallel()
	mall := serve(t, freshSQLite(t), "--demo", "--trusted-proxies=127.0.0.1")
	mustSign := func(s *server) string {
		got, err := post(t.Context(), s, ask{query: `mutation { signIn(input: {login: "alice@demo.test", password: "demo-password"}) { accessToken } }`})
		require.NoError(t, err)
		return got.Data["signIn"].(map[string]any)["accessToken"].(string)
	}
	for name, p := range proxies {
		t.Run(name, func(t *testing.T) {
			examples := blocksOf(t, "operating.md", p.language)
			require.Len(t, examples, 1)
			s := p.before(t, mall, examples[0].text)
			token := mustSign(s)
			got, err := post(t.Context(), s, ask{query: `{ categories { slug } }`})
			require.NoError(t, err)
			assert.Equal(t, http.StatusOK, got.status, string(got.raw))
			for transport, subscribe := range transports {
				stream := subscribe(t, s, token, `subscription { pointsBalance { available } }`, nil)
				assert.NotEmpty(t, next(t, stream)["pointsBalance"], transport)
				stream.drop()
			}
		})
	}
}

// A proxy with its default settings drops the headers of a WebSocket's handshake. The
// refusal says so, whoever made the proxy.
func TestAHandshakeThatAProxyHasSpoiltIsToldSo(t *testing.T) {
	t.Parallel()
	mall := serve(t, freshSQLite(t), "--demo")
	s := proxies["nginx"].before(t, mall, "server {\nlisten 443 ssl;\nlocation / { proxy_pass http://127.0.0.1:8080; }\n}\n")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+"/graphql", nil)
	require.NoError(t, err)
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "graphql-transport-ws",
	} {
		request.Header.Set(name, value)
	}
	got, err := send(request)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUpgradeRequired, got.status)
	require.Len(t, got.Errors, 1)
	assert.Equal(t, "UPGRADE_MISSING", got.Errors[0].Extensions["code"])
	assert.Contains(t, got.Errors[0].Message, "Upgrade")
}
