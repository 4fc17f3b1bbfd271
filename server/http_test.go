package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
	"pointsmall/server/document"
)

const (
	plain   = "application/json"
	graphQL = "application/graphql-response+json"
)

// configured is a server on the same mall with other settings.
func (a api) configured(t *testing.T, config server.Config) api {
	t.Helper()
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
			"not valid":                  {plain, graphQL, `{"query": "{ nobody }"}`, 400, "GRAPHQL_VALIDATION_FAILED"},
			"bad variable, plain":        {plain, plain, `{"query": "query($a: Int) { products(first: $a) { totalCount } }", "variables": {"a": "x"}}`, 200, "GRAPHQL_VALIDATION_FAILED"},
			"bad variable":               {plain, graphQL, `{"query": "query($a: Int) { products(first: $a) { totalCount } }", "variables": {"a": "x"}}`, 400, "GRAPHQL_VALIDATION_FAILED"},
			"no such operation":          {plain, graphQL, `{"query": "query a { __typename }", "operationName": "b"}`, 400, "GRAPHQL_VALIDATION_FAILED"},
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
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodHead, "BREW"} {
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

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func persisted(text string) string {
	return fmt.Sprintf(`{"persistedQuery": {"version": 1, "sha256Hash": %q}}`, hash(text))
}

func TestPersistedQueries(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const text = `{ categories { slug } }`
		got, _ := a.send(t, http.MethodGet, get("extensions", persisted(text)), "")
		assert.Equal(t, []any{"PERSISTED_QUERY_NOT_FOUND"}, got.codes())
		assert.Equal(t, "PersistedQueryNotFound", got.Errors[0].Message)
		assert.Equal(t, "no-store", got.header.Get("Cache-Control"))
		got, _ = a.send(t, http.MethodGet, get("query", text, "extensions", persisted(text)), "")
		assert.Empty(t, got.Errors)
		got, _ = a.send(t, http.MethodGet, get("extensions", persisted(text)), "")
		assert.NotEmpty(t, got.Data["categories"])
		assert.NotEmpty(t, got.header.Get("ETag"))
		got, _ = a.send(t, http.MethodPost, "/graphql", `{"documentId": "sha256:`+hash(text)+`"}`, "Content-Type", plain)
		assert.NotEmpty(t, got.Data["categories"])

		got, _ = a.send(t, http.MethodGet, get("query", text+" ", "extensions", persisted(text)), "")
		assert.Equal(t, []any{"PERSISTED_QUERY_HASH_MISMATCH"}, got.codes())
		for _, bad := range []string{`{"persistedQuery": 1}`, `{"persistedQuery": {"version": 2, "sha256Hash": "x"}}`, `{"persistedQuery": {"version": 1}}`} {
			got, _ = a.send(t, http.MethodGet, get("query", text, "extensions", bad), "")
			assert.Equal(t, []any{"BAD_PERSISTED_QUERY"}, got.codes(), bad)
		}
		const change = `mutation { signOut(input: {}) { signedOut } }`
		a.send(t, http.MethodPost, "/graphql", fmt.Sprintf(`{"query": %q, "extensions": %s}`, change, persisted(change)), "Content-Type", plain)
		got, _ = a.send(t, http.MethodGet, get("extensions", persisted(change)), "")
		assert.Equal(t, http.StatusMethodNotAllowed, got.status)
	})
}

func TestTrustedDocuments(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const text, other = `query c { categories { slug } }`, `{ categories { name } }`
		write := func(content string) string {
			file := filepath.Join(t.TempDir(), "documents.json")
			require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
			return file
		}
		for format, content := range map[string]string{
			"apollo": fmt.Sprintf(`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "an-id", "name": "c", "type": "query", "body": %q}]}`, text),
			"plain":  fmt.Sprintf(`{"an-id": %q}`, text),
		} {
			trusting := a.configured(t, server.Config{TrustedDocuments: write(content)})
			for _, body := range []string{
				fmt.Sprintf(`{"query": %q}`, text), `{"documentId": "an-id"}`, fmt.Sprintf(`{"documentId": "an-id", "query": %q}`, text), fmt.Sprintf(`{"extensions": %s}`, persisted(text)),
			} {
				got, raw := trusting.send(t, http.MethodPost, "/graphql", body, "Content-Type", plain)
				assert.NotEmpty(t, got.Data["categories"], format+raw)
			}
			for _, body := range []string{
				fmt.Sprintf(`{"query": %q}`, other), `{"documentId": "x"}`, fmt.Sprintf(`{"documentId": "an-id", "query": %q}`, other),
				fmt.Sprintf(`{"query": %q, "extensions": %s}`, other, persisted(other)),
			} {
				got, _ := trusting.send(t, http.MethodPost, "/graphql", body, "Content-Type", plain)
				assert.Equal(t, []any{"DOCUMENT_NOT_TRUSTED"}, got.codes(), body)
				assert.Equal(t, http.StatusForbidden, got.status)
			}
		}
		for name, content := range map[string]string{
			"no JSON": `{`, "a list": `[]`, "nothing": `{}`, "no syntax": `{"x": "{"}`, "not valid": `{"x": "{ nobody }"}`, "no operation": `{"x": "fragment f on Query { me { id } }"}`,
			"no texts": `{"x": 1}`, "too large": `{"x": "{ me { ` + strings.Repeat("id ", 501) + `} }"}`,
			"another version": `{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}`,
			"no id":           `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"body": "{ me { id } }"}]}`,
		} {
			_, err := server.New(t.Context(), a.db, server.Config{TrustedDocuments: write(content)})
			assert.ErrorContains(t, err, "trusted document", name)
		}
		_, err := server.New(t.Context(), a.db, server.Config{TrustedDocuments: "nowhere.json"})
		assert.ErrorContains(t, err, "trusted documents")
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

// part is one part of a multipart request.
type part struct{ name, content string }

func (a api) upload(t *testing.T, parts []part, header ...string) answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf("form-data; name=%q", p.name)}}
		if p.name != "operations" && p.name != "map" {
			h.Set("Content-Disposition", fmt.Sprintf("form-data; name=%q; filename=%q", p.name, "a.txt"))
		}
		into, err := w.CreatePart(h)
		require.NoError(t, err)
		_, err = into.Write([]byte(p.content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	got, _ := a.send(t, http.MethodPost, "/graphql", body.String(), append([]string{"Content-Type", w.FormDataContentType()}, header...)...)
	return got
}

func TestUploads(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		small := a.configured(t, server.Config{MaxUpload: 2 << 20, MaxFiles: 2})
		query, two := part{"operations", `{"query": "{ __typename }", "variables": {"f": null, "g": [null, 1]}}`}, part{"map", `{"0": ["variables.f"], "1": ["variables.g.0"]}`}
		for _, header := range []string{"GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With"} {
			got := small.upload(t, []part{query, two, {"0", "x"}, {"1", "y"}}, header, "1")
			assert.Equal(t, http.StatusOK, got.status)
			assert.Equal(t, "Query", got.Data["__typename"])
		}
		got := small.upload(t, []part{query, {"map", `{}`}})
		assert.Equal(t, []any{"PREFLIGHT_REQUIRED"}, got.codes())
		assert.Equal(t, http.StatusForbidden, got.status)
		for name, c := range map[string]struct {
			parts  []part
			status int
			code   string
		}{
			"no parts":           {nil, 400, "BAD_UPLOAD"},
			"map first":          {[]part{two, query}, 400, "BAD_UPLOAD"},
			"no map":             {[]part{query}, 400, "BAD_UPLOAD"},
			"a list for a map":   {[]part{query, {"map", `[]`}}, 400, "BAD_UPLOAD"},
			"null for a map":     {[]part{query, {"map", `null`}}, 400, "BAD_UPLOAD"},
			"no places":          {[]part{query, {"map", `{"0": []}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"a missing file":     {[]part{query, two, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"one too many":       {[]part{query, two, {"0", "x"}, {"1", "x"}, {"2", "x"}}, 400, "BAD_UPLOAD"},
			"the same twice":     {[]part{query, two, {"0", "x"}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"outside variables":  {[]part{query, {"map", `{"0": ["query"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"nowhere":            {[]part{query, {"map", `{"0": ["variables.h"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"into a number":      {[]part{query, {"map", `{"0": ["variables.g.1.x"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"beside the list":    {[]part{query, {"map", `{"0": ["variables.g.-1"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"over a value":       {[]part{query, {"map", `{"0": ["variables.g.1"]}`}, {"0", "x"}}, 400, "BAD_UPLOAD"},
			"too many files":     {[]part{query, {"map", `{"0": ["variables.f"], "1": ["variables.f"], "2": ["variables.f"]}`}}, 413, "TOO_MANY_FILES"},
			"too large files":    {[]part{query, two, {"0", strings.Repeat("x", 4<<20)}}, 413, "PAYLOAD_TOO_LARGE"},
			"too large a map":    {[]part{query, {"map", strings.Repeat(" ", 65<<10)}}, 413, "PAYLOAD_TOO_LARGE"},
			"no operations":      {[]part{{"operations", `{`}, two}, 400, "BAD_REQUEST"},
			"a batch":            {[]part{{"operations", `[{}]`}, two}, 400, "BATCHING_NOT_SUPPORTED"},
			"a file for a query": {[]part{{"operations", `{"query": "query($f: String) { product(slug: $f) { id } }", "variables": {"f": null}}`}, {"map", `{"0": ["variables.f"]}`}, {"0", "x"}}, 200, "GRAPHQL_VALIDATION_FAILED"},
		} {
			got := small.upload(t, c.parts, "GraphQL-Preflight", "1")
			assert.Equal(t, c.status, got.status, name)
			assert.Equal(t, []any{c.code}, got.codes(), name)
		}
		assert.Eventually(t, func() bool { // the same runs on another database
			left, err := filepath.Glob(filepath.Join(os.TempDir(), "pointsmall-upload-*"))
			return err == nil && len(left) == 0
		}, 10*time.Second, 10*time.Millisecond, "files are removed")
	})
}

func TestProductionHidesTheSchemaFromStrangers(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		alice, _, _ := a.tokens(t)
		hidden := a.configured(t, server.Config{Production: true})
		for _, query := range []string{`{ __schema { types { name } } }`, `{ ...f } fragment f on Query { x: __type(name: "Product") { name } }`} {
			assert.Empty(t, a.post(t, "", query).Errors)
			assert.Equal(t, []any{"INTROSPECTION_DISABLED"}, hidden.post(t, "", query).codes())
			assert.Empty(t, hidden.post(t, alice, query).Errors)
		}
		assert.Empty(t, hidden.post(t, "", `{ __typename }`).Errors)
		for _, query := range []string{
			`{ productz { id } }`, `{ products(furst: 1) { totalCount } }`, `query($a: ProductKin) { products(filter: {kind: $a}) { totalCount } }`,
			`{ products(filter: {kind: PHYSICA}) { totalCount } }`, `{ products(filter: {catagory: "x"}) { totalCount } }`, `{ categories }`,
		} {
			for _, e := range hidden.post(t, "", query).Errors {
				assert.NotContains(t, e.Message, "Did you mean", query)
			}
		}
		assert.Contains(t, a.post(t, "", `{ productz { id } }`).Errors[0].Message, "Did you mean")
		for _, path := range []string{"/", "/graphiql"} {
			w := httptest.NewRecorder()
			hidden.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			assert.Equal(t, http.StatusNotFound, w.Code, path)
		}
	})
}

func TestResponsesAreBounded(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		narrow := a.configured(t, server.Config{RequestTimeout: time.Nanosecond, Limits: document.Limits{Errors: 2, Cost: 100}})
		got := narrow.post(t, "", `{ a b c d }`)
		assert.Equal(t, []any{"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_VALIDATION_FAILED", "TOO_MANY_ERRORS"}, got.codes())
		assert.Contains(t, got.Errors[2].Message, "2 more")
		assert.Equal(t, []any{"TIMEOUT"}, narrow.post(t, "", `{ products(first: 1) { nodes { id } } }`).codes())
		assert.Equal(t, []any{"COMPLEXITY_LIMIT_EXCEEDED"}, narrow.post(t, "", catalogPage).codes())
		_, raw := a.send(t, http.MethodGet, get("query", `{ products(first: 3) { nodes { id } } }`), "")
		assert.Contains(t, raw, `"extensions":{"cost":{"requested":7,"limit":20000}}`)
	})
}

func TestUnsafeSettingsAreNamed(t *testing.T) {
	safe := server.Config{Production: true, AllowedOrigins: []string{"https://shop.example"}, PublicURL: "https://api.shop.example", GatewayKey: strings.Repeat("k", 32)}
	assert.Empty(t, safe.Unsafe())
	for want, change := range map[string]func(*server.Config){
		"--allowed-origins":        func(c *server.Config) { c.AllowedOrigins = nil },
		"every site":               func(c *server.Config) { c.AllowedOrigins = []string{"*"} },
		"https origins only":       func(c *server.Config) { c.AllowedOrigins = []string{"http://shop.example"} },
		"--public-url":             func(c *server.Config) { c.PublicURL = "http://api.shop.example" },
		"gateway key":              func(c *server.Config) { c.GatewayKey = "short" },
		"--max-depth is off":       func(c *server.Config) { c.Depth = -1 },
		"--request-timeout is off": func(c *server.Config) { c.RequestTimeout = -1 },
		"--body-timeout is off":    func(c *server.Config) { c.BodyTimeout = -1 },
	} {
		config := safe
		change(&config)
		require.Len(t, config.Unsafe(), 1, want)
		assert.Contains(t, config.Unsafe()[0], want)
	}
}

// A server that embeds the package behaves like the command's.
func TestDefaultsAreTheCommands(t *testing.T) {
	var command struct {
		server.Config `embed:""`
	}
	parser, err := kong.New(&command)
	require.NoError(t, err)
	_, err = parser.Parse(nil)
	require.NoError(t, err)
	assert.Equal(t, document.Defaults, command.Limits)
	assert.Equal(t, server.Config{}.OrDefaults().RequestTimeout, command.RequestTimeout)
	assert.Equal(t, int64(1<<20), command.MaxBody)
}
