package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

const (
	plain   = "application/json"
	graphQL = "application/graphql-response+json"
)

// configured is a server on the same mall with other settings.
func (a api) configured(t *testing.T, config server.Config) api {
	t.Helper()
	config.NoJobs = true // they run statements that tests would count
	s, err := server.New(t.Context(), a.db, config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.WithoutCancel(t.Context()))) })
	return api{s, a.db}
}

// send sends any request and reads its answer, which must have the form of one.
func (a api) send(t *testing.T, method, target, body string, header ...string) (answer, string) {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body == "" {
		r.Body = http.NoBody
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	out := answer{status: w.Code, header: w.Header()}
	if w.Body.Len() > 0 {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out), w.Body.String())
	}
	assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	for _, e := range out.Errors {
		assert.NotEmpty(t, e.Extensions["code"], w.Body.String())
		assert.NotEqual(t, "INTERNAL", e.Extensions["code"], w.Body.String())
	}
	return out, w.Body.String()
}

func TestRequestsOverHTTP(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		for name, c := range map[string]struct {
			contentType, accept, body string
			status                    int
			code                      string
		}{
			"a query":                    {plain, plain, `{"query": "{ __typename }"}`, 200, ""},
			"nulls":                      {plain, graphQL, `{"query": "{ __typename }", "variables": null, "operationName": null, "extensions": null}`, 200, ""},
			"utf-8":                      {plain + "; charset=UTF-8", graphQL, `{"query": "{ __typename }"}`, 200, ""},
			"no syntax, plain":           {plain, plain, `{"query": "{"}`, 200, "GRAPHQL_PARSE_FAILED"},
			"no syntax":                  {plain, graphQL, `{"query": "{"}`, 400, "GRAPHQL_PARSE_FAILED"},
			"not valid, plain":           {plain, plain, `{"query": "{ nobody }"}`, 200, "GRAPHQL_VALIDATION_FAILED"},
			"not valid":                  {plain, graphQL, `{"query": "{ nobody }"}`, 422, "GRAPHQL_VALIDATION_FAILED"},
			"bad variable, plain":        {plain, plain, `{"query": "query($a: Int) { products(first: $a) { totalCount } }", "variables": {"a": "x"}}`, 200, "BAD_USER_INPUT"},
			"bad variable":               {plain, graphQL, `{"query": "query($a: Int) { products(first: $a) { totalCount } }", "variables": {"a": "x"}}`, 400, "BAD_USER_INPUT"},
			"no such operation":          {plain, graphQL, `{"query": "query a { __typename }", "operationName": "b"}`, 422, "GRAPHQL_VALIDATION_FAILED"},
			"too deep":                   {plain, graphQL, `{"query": "` + strings.Repeat("{a", 21) + strings.Repeat("}", 21) + `"}`, 422, "DOCUMENT_LIMIT_EXCEEDED"},
			"a bad literal":              {plain, graphQL, `{"query": "{ products(filter: {pointsAtMost: 1.5}) { totalCount } }"}`, 400, "BAD_USER_INPUT"},
			"no JSON":                    {plain, plain, `{"query": "secret`, 400, "BAD_REQUEST"},
			"nothing":                    {plain, plain, ` `, 400, "BAD_REQUEST"},
			"no query":                   {plain, graphQL, `{}`, 400, "BAD_REQUEST"},
			"null":                       {plain, plain, `null`, 400, "BAD_REQUEST"},
			"a number for a query":       {plain, plain, `{"query": 7}`, 400, "BAD_REQUEST"},
			"a text for variables":       {plain, plain, `{"query": "{ __typename }", "variables": "{}"}`, 400, "BAD_REQUEST"},
			"a list for extensions":      {plain, plain, `{"query": "{ __typename }", "extensions": []}`, 400, "BAD_REQUEST"},
			"a number for operationName": {plain, plain, `{"query": "{ __typename }", "operationName": 1}`, 400, "BAD_REQUEST"},
			"more after it":              {plain, plain, `{"query": "{ __typename }"} {}`, 400, "BAD_REQUEST"},
			"no UTF-8":                   {plain, plain, "{\"query\": \"{ __typename } #\xff\"}", 400, "BAD_REQUEST"},
			"a batch":                    {plain, plain, ` [{"query": "{ __typename }"}]`, 400, "BATCHING_NOT_SUPPORTED"},
			"too large":                  {plain, plain, `{"query": "` + strings.Repeat(" ", 1<<20) + `"}`, 413, "PAYLOAD_TOO_LARGE"},
			"a form":                     {"application/x-www-form-urlencoded", plain, `query={__typename}`, 415, "UNSUPPORTED_MEDIA_TYPE"},
			"text":                       {"text/plain", plain, `{"query": "{ __typename }"}`, 415, "UNSUPPORTED_MEDIA_TYPE"},
			"no media type":              {"", plain, `{"query": "{ __typename }"}`, 415, "UNSUPPORTED_MEDIA_TYPE"},
			"another charset":            {plain + "; charset=latin1", plain, `{"query": "{ __typename }"}`, 415, "UNSUPPORTED_MEDIA_TYPE"},
			"nothing acceptable":         {plain, "text/html", `{"query": "{ __typename }"}`, 406, "NOT_ACCEPTABLE"},
			"a subscription":             {plain, plain, `{"query": "subscription { pointsBalance { available } }"}`, 400, "SUBSCRIPTION_NEEDS_STREAM"},
		} {
			t.Run(name, func(t *testing.T) {
				got, raw := a.send(t, http.MethodPost, "/graphql", c.body, "Content-Type", c.contentType, "Accept", c.accept)
				assert.Equal(t, c.status, got.status, raw)
				if c.accept != "text/html" {
					assert.Equal(t, c.accept+"; charset=utf-8", got.header.Get("Content-Type"))
				}
				assert.Equal(t, "no-store", got.header.Get("Cache-Control"))
				assert.NotContains(t, raw, "secret")
				if c.code == "" {
					assert.Empty(t, got.Errors)
					return
				}
				assert.Equal(t, []any{c.code}, got.codes())
				assert.NotContains(t, raw, `"data"`)
			})
		}
		got, _ := a.send(t, http.MethodPost, "/graphql", `{"query": "{ __typename }"}`, "Content-Type", plain, "Content-Encoding", "gzip")
		assert.Equal(t, http.StatusUnsupportedMediaType, got.status)
		got, raw := a.send(t, http.MethodPost, "/graphql", `{"query": "{ node(id: \"x\") { id } member(id: \"x\") { id } }"}`, "Content-Type", plain)
		assert.Equal(t, []any{"UNAUTHENTICATED"}, got.codes())
		assert.Contains(t, raw, `"data":{`, "what was executed has data")
		assert.Equal(t, http.StatusOK, got.status)
		got, _ = a.send(t, http.MethodPost, "/graphql", `{"query": "{ node(id: \"x\") { id } member(id: \"x\") { id } }"}`, "Content-Type", plain, "Accept", graphQL)
		assert.Equal(t, 294, got.status, "a part of it came to nothing")
		got, _ = a.send(t, http.MethodGet, "/graphql", "", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version", "13")
		assert.Equal(t, http.StatusUpgradeRequired, got.status)
		assert.Equal(t, []any{"UPGRADE_MISSING"}, got.codes())
		assert.Equal(t, "websocket", got.header.Get("Upgrade"))
		got, _ = a.send(t, http.MethodGet, "/graphql", "", "Upgrade", "websocket")
		assert.Equal(t, http.StatusUpgradeRequired, got.status)
		assert.Equal(t, []any{"UPGRADE_MISSING"}, got.codes(), "Connection: Upgrade did not arrive")
	})
}

func get(parameters ...string) string {
	v := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		v.Add(parameters[i], parameters[i+1])
	}
	return "/graphql?" + v.Encode()
}

func TestGETIsForQueries(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const first = `query q($n: Int) { products(first: $n) { nodes { id } } }`
		got, _ := a.send(t, http.MethodGet, get("query", first, "variables", `{"n": 2}`, "operationName", "q", "extensions", "{}"), "")
		assert.Equal(t, http.StatusOK, got.status)
		assert.Len(t, got.Data["products"].(map[string]any)["nodes"], 2)
		for _, query := range []string{`mutation { signOut(input: {}) { signedOut } }`, `subscription { pointsBalance { available } }`} {
			got, raw := a.send(t, http.MethodGet, get("query", query), "")
			assert.Equal(t, http.StatusMethodNotAllowed, got.status)
			assert.Equal(t, "POST", got.header.Get("Allow"))
			assert.NotContains(t, raw, `"data"`)
		}
		for _, target := range []string{
			"/graphql", get("variables", "{}"), get("query", first, "variables", "[]"), get("query", first, "variables", "7"), get("query", first, "variables", "{"),
			get("query", first, "extensions", `"x"`), get("query", first, "query", first), get("query", "{ __typename } #\xff"), "/graphql?query=%zz",
		} {
			got, _ := a.send(t, http.MethodGet, target, "")
			assert.Equal(t, http.StatusBadRequest, got.status, target)
			assert.Equal(t, []any{"BAD_REQUEST"}, got.codes(), target)
		}
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, "BREW"} {
			got, _ := a.send(t, method, get("query", "{ __typename }"), "")
			assert.Equal(t, http.StatusMethodNotAllowed, got.status, method)
		}
		got, _ = a.send(t, http.MethodPut, "/graphql", "")
		assert.Equal(t, "GET, POST, OPTIONS", got.header.Get("Allow"))
	})
}

func TestAnonymousCatalogQueriesMayBeKept(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		kept := get("query", `{ __typename products(first: 1) { nodes { name } } ...c } fragment c on Query { categories { name } }`)
		got, _ := a.send(t, http.MethodGet, kept, "")
		assert.Equal(t, "public, max-age=15", got.header.Get("Cache-Control"), "the least of its fields'")
		vary := strings.Join(got.header.Values("Vary"), ", ")
		for _, name := range []string{"Accept", "Accept-Language", "Authorization"} {
			assert.Contains(t, strings.Split(vary, ", "), name)
		}
		tag := got.header.Get("ETag")
		require.Regexp(t, `^"[\w-]+"$`, tag)
		for _, sent := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			got, raw := a.send(t, http.MethodGet, kept, "", "If-None-Match", sent)
			assert.Equal(t, http.StatusNotModified, got.status, sent)
			assert.Empty(t, raw)
			assert.Equal(t, tag, got.header.Get("ETag"))
		}
		for _, header := range [][]string{{"Accept-Language", "zh-CN"}, {"Accept", graphQL}} {
			got, _ := a.send(t, http.MethodGet, kept, "", append(header, "If-None-Match", tag)...)
			assert.Equal(t, http.StatusOK, got.status)
			assert.NotEqual(t, tag, got.header.Get("ETag"), header)
		}
		for name, c := range map[string]struct{ method, target, token string }{
			"a known caller": {http.MethodGet, kept, alice}, "another field": {http.MethodGet, get("query", `{ categories { name } me { id } }`), ""},
			"an error": {http.MethodGet, get("query", `{ product { id } }`), ""}, "no field": {http.MethodGet, get("query", `{ __typename }`), ""},
			"introspection": {http.MethodGet, get("query", `{ __schema { types { name } } }`), ""},
		} {
			var header []string
			if c.token != "" {
				header = []string{"Authorization", "Bearer " + c.token}
			}
			got, _ := a.send(t, c.method, c.target, "", header...)
			assert.Equal(t, "no-store", got.header.Get("Cache-Control"), name)
			assert.Empty(t, got.header.Get("ETag"), name)
		}
	})
}

func TestPagesOfOtherSites(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const shop = "https://shop.example"
		preflight := func(a api, origin string) http.Header {
			got, _ := a.send(t, http.MethodOptions, "/graphql", "", "Origin", origin, "Access-Control-Request-Method", "POST",
				"Access-Control-Request-Headers", "authorization,content-type")
			return got.header
		}
		named, all := a.configured(t, server.Config{AllowedOrigins: []string{shop}}), a.configured(t, server.Config{AllowedOrigins: []string{"*"}})
		assert.Equal(t, shop, preflight(named, shop).Get("Access-Control-Allow-Origin"))
		for _, origin := range []string{"https://evil.example", "https://shop.example.evil.example", "http://shop.example", "null"} {
			assert.Empty(t, preflight(named, origin).Get("Access-Control-Allow-Origin"), origin)
		}
		assert.Empty(t, preflight(a, shop).Get("Access-Control-Allow-Origin"), "none is allowed")
		assert.Empty(t, preflight(all, shop).Get("Access-Control-Allow-Origin"), "who comes from anywhere does not sign in")
		got, _ := all.send(t, http.MethodPost, "/graphql", `{"query": "{ __typename }"}`, "Content-Type", plain, "Origin", shop)
		assert.Equal(t, "*", got.header.Get("Access-Control-Allow-Origin"))
		assert.Empty(t, got.header.Get("Access-Control-Allow-Credentials"))
		got, _ = named.send(t, http.MethodPost, "/graphql", `{"query": "{ __typename }"}`, "Content-Type", plain, "Origin", shop, "Authorization", "Bearer stale")
		assert.Equal(t, http.StatusUnauthorized, got.status)
		assert.Equal(t, shop, got.header.Get("Access-Control-Allow-Origin"), "a page can read why it was refused")
		assert.Contains(t, got.header.Get("Access-Control-Expose-Headers"), "Etag")
		assert.Contains(t, strings.Join(got.header.Values("Vary"), ","), "Origin")
		for _, origins := range [][]string{{"*", shop}, {"shop.example"}, {shop + "/"}, {"https://*.example"}, {"ftp://x"}} {
			_, err := server.New(t.Context(), a.db, server.Config{AllowedOrigins: origins})
			assert.ErrorContains(t, err, "--allowed-origins", origins)
		}
	})
}
