package e2e

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPages(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	for path, want := range map[string]struct {
		status int
		kind   string
		holds  string
	}{
		"/healthz":                {200, "text/plain", "ok"},
		"/readyz":                 {200, "text/plain", "ready"},
		"/":                       {302, "", ""},
		"/graphiql":               {200, "text/html", "<html"},
		"/images/lemon-drink.svg": {200, "image/svg+xml", "<svg"},
		"/images/nothing.svg":     {404, "text/plain", ""},
		"/nothing":                {404, "text/plain", ""},
		"/graphql?query=" + url.QueryEscape(`{ products(first: 1) { totalCount } }`): {200, "application/json", `"totalCount":68`},
	} {
		status, header, body := get(t, mall.server, path)
		assert.Equal(t, want.status, status, path)
		assert.Contains(t, header.Get("Content-Type"), want.kind, path)
		assert.Contains(t, body, want.holds, path)
	}
}

// Links in other pages can make a browser send a GET: it must not change anything.
func TestGETCannotMutate(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	before := mall.state(t)
	document := strings.NewReplacer("SKU", mall.sku(t, "DRINK-100")).Replace(`mutation { exchange(input: {skuId: "SKU", idempotencyKey: "k"}) { order { id } } }`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+mall.address+"/graphql?query="+url.QueryEscape(document), nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+mall.token(t, "alice"))
	got, err := send(request)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, got.status, 400)
	assert.Empty(t, got.Data)
	assert.Equal(t, before, mall.state(t))
}

// What serve --demo prints to try out works when it is pasted.
func TestPrintedExamples(t *testing.T) {
	t.Parallel()
	mall := open(t, demoMall.SQLite(t))
	var curls []string
	require.Eventually(t, func() bool {
		curls = regexp.MustCompile(`(?m)^curl .*$`).FindAllString(mall.printed.String(), -1)
		return len(curls) == 3
	}, patience, patience/6000, "%s", mall.printed)
	for _, curl := range curls {
		parts := regexp.MustCompile(`^curl -s (\S+)((?: -H '[^']*')*) -d '(.*)'$`).FindStringSubmatch(curl)
		require.NotNil(t, parts, curl)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, parts[1], strings.NewReader(parts[3]))
		require.NoError(t, err)
		for _, header := range regexp.MustCompile(`'([^:]*): ([^']*)'`).FindAllStringSubmatch(parts[2], -1) {
			request.Header.Set(header[1], header[2])
		}
		got, err := send(request)
		require.NoError(t, err)
		assert.Empty(t, got.Errors, "%s\n%s", curl, got.raw)
		assert.NotContains(t, string(got.raw), `"userErrors":[{`)
	}
}

func get(t *testing.T, s *server, path string) (status int, header http.Header, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.address+path, nil)
	require.NoError(t, err)
	response, err := web.Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, response.Header, string(text)
}

// HEAD is what GET is, without its body: monitors and link checkers ask so.
func TestHeadIsAnsweredAsGet(t *testing.T) {
	t.Parallel()
	mall := open(t, freshSQLite(t))
	for _, path := range []string{"/healthz", "/readyz", "/graphiql", "/graphql?query=" + url.QueryEscape("{ __typename }")} {
		get, err := web.Get("http://" + mall.address + path)
		require.NoError(t, err)
		require.NoError(t, get.Body.Close())
		head, err := web.Head("http://" + mall.address + path)
		require.NoError(t, err)
		body, err := io.ReadAll(head.Body)
		require.NoError(t, err)
		require.NoError(t, head.Body.Close())
		assert.Equal(t, http.StatusOK, get.StatusCode, path)
		assert.Equal(t, get.StatusCode, head.StatusCode, path)
		assert.Equal(t, get.Header.Get("Content-Type"), head.Header.Get("Content-Type"), path)
		assert.Empty(t, body, path)
	}
}
