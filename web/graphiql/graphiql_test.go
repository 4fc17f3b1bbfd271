package graphiql

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func get(t *testing.T, h http.Handler, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(b)
}

func TestPageAndEverythingItNames(t *testing.T) {
	t.Parallel()
	h := Handler(nil)
	for _, target := range []string{"/graphiql", "/graphiql/", "/graphiql?query=%7Bme%7D"} {
		res := get(t, h, target)
		require.Equal(t, http.StatusOK, res.StatusCode, target)
		require.Equal(t, "text/html; charset=utf-8", res.Header.Get("Content-Type"))
		require.Contains(t, res.Header.Get("Content-Security-Policy"), "default-src 'self'; style-src 'self' 'unsafe-inline'")
		require.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"))
	}

	page := body(t, get(t, h, "/graphiql"))
	links := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
	want := map[string]string{
		"/graphiql/graphiql.js":  "text/javascript; charset=utf-8",
		"/graphiql/graphiql.css": "text/css; charset=utf-8",
		"data:,":                 "",
	}
	require.Len(t, links, len(want))
	for _, link := range links {
		contentType, ok := want[link[1]]
		require.True(t, ok, link[1])
		if contentType == "" {
			continue
		}
		res := get(t, h, link[1])
		require.Equal(t, http.StatusOK, res.StatusCode, link[1])
		require.Equal(t, contentType, res.Header.Get("Content-Type"))
	}
	require.Contains(t, body(t, get(t, h, "/graphiql/LICENSES.txt")), "graphiql ")
}

func TestNothingElse(t *testing.T) {
	t.Parallel()
	h := Handler(nil)
	for _, target := range []string{"/", "/graphiql/index.html", "/graphiql/nosuch.js", "/graphiqlx"} {
		require.Equal(t, http.StatusNotFound, get(t, h, target).StatusCode, target)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/graphiql", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func TestExamplesCannotLeaveTheirElement(t *testing.T) {
	t.Parallel()
	examples := []Example{
		{Title: "积分", Query: `query Me { me { id } }`, Variables: `{"a":"</script><script>alert(1)</script>"}`},
		{Query: `# <!-- <script> & "quotes" \`, Headers: `{"Authorization":"Bearer x"}`},
	}
	page := body(t, get(t, Handler(examples), "/graphiql"))
	require.Equal(t, 2, strings.Count(page, "</script>"), "the page's own two")
	require.NotContains(t, page, "<!--")

	config := regexp.MustCompile(`(?s)id="config">(.*?)</script>`).FindStringSubmatch(page)
	require.NotNil(t, config)
	var got struct{ Queries []Example }
	require.NoError(t, json.Unmarshal([]byte(config[1]), &got))
	require.Equal(t, examples, got.Queries)

	require.Contains(t, body(t, get(t, Handler(nil), "/graphiql")), noConfig, "src/index.html and noConfig agree")
}

func TestGzip(t *testing.T) {
	t.Parallel()
	h := Handler(nil)
	plain := body(t, get(t, h, "/graphiql/graphiql.css"))
	for accept, want := range map[string]bool{
		"gzip": true, "br, GZIP;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "br": false, "": false,
	} {
		res := get(t, h, "/graphiql/graphiql.css", "Accept-Encoding", accept)
		require.Equal(t, "Accept-Encoding", res.Header.Get("Vary"))
		require.Equal(t, want, res.Header.Get("Content-Encoding") == "gzip", accept)
		if want {
			z, err := gzip.NewReader(res.Body)
			require.NoError(t, err)
			unzipped, err := io.ReadAll(z)
			require.NoError(t, err)
			require.Equal(t, plain, string(unzipped))
		}
	}
}

func TestETag(t *testing.T) {
	t.Parallel()
	h := Handler(nil)
	for _, target := range []string{"/graphiql", "/graphiql/graphiql.js"} {
		etags := map[string]bool{}
		for _, accept := range []string{"", "gzip"} {
			res := get(t, h, target, "Accept-Encoding", accept)
			etag := res.Header.Get("ETag")
			etags[etag] = true
			require.Equal(t, "no-cache", res.Header.Get("Cache-Control"))

			again := get(t, h, target, "Accept-Encoding", accept, "If-None-Match", etag)
			require.Equal(t, http.StatusNotModified, again.StatusCode)
			require.Empty(t, body(t, again))
		}
		require.Len(t, etags, 2, "plain and gzipped bytes differ, so must their tags")
	}
	other := Handler([]Example{{Query: "{ me { id } }"}})
	require.NotEqual(t, get(t, h, "/graphiql").Header.Get("ETag"), get(t, other, "/graphiql").Header.Get("ETag"))
}
