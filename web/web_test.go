package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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

// TestDistIsBuiltFromWhatStandsBesideIt reckons what web/sources.mjs does.
func TestDistIsBuiltFromWhatStandsBesideIt(t *testing.T) {
	t.Parallel()
	var files []string
	for _, part := range []string{"kit", "shop", "console"} {
		require.NoError(t, filepath.WalkDir(part, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && slices.Contains([]string{"gql", "node_modules", "test"}, entry.Name()):
				return filepath.SkipDir
			case !entry.IsDir():
				files = append(files, path)
			}
			return nil
		}))
	}
	for _, pattern := range []string{"*.mjs", "*.json"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, found...)
	}
	slices.Sort(files)
	hash := sha256.New()
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		hash.Write([]byte(file + "\n"))
		hash.Write(content)
		hash.Write([]byte("\n"))
	}
	require.Equal(t, strings.TrimSpace(string(read("sources.txt"))), hex.EncodeToString(hash.Sum(nil)), "web/dist is stale: run make pages and commit what it changed")
}

func TestPagesAndEverythingTheyName(t *testing.T) {
	t.Parallel()
	for _, app := range Apps {
		h := Handler(app, "")
		for _, target := range []string{"/" + app + "/", "/" + app + "/orders/ord_1"} {
			res := get(t, h, target, "Accept", "text/html,application/xhtml+xml;q=0.9")
			require.Equal(t, http.StatusOK, res.StatusCode, target)
			require.Equal(t, "text/html; charset=utf-8", res.Header.Get("Content-Type"))
			require.Equal(t, "no-cache", res.Header.Get("Cache-Control"))
			require.Equal(t, "Accept", res.Header.Get("Vary"))
			require.True(t, strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "default-src 'self';"))
			require.NotContains(t, res.Header.Get("Content-Security-Policy"), "unsafe")
		}
		page := body(t, get(t, h, "/"+app+"/", "Accept", "text/html"))
		require.Contains(t, page, `<base href="/`+app+`/">`)
		require.NotRegexp(t, `<script[^>]*>[^<]`, page, "no script of the page stands in it")
		links := regexp.MustCompile(`(?:src|href)="\./([^"]+)"`).FindAllStringSubmatch(page, -1)
		require.NotEmpty(t, links)
		for _, link := range links {
			res := get(t, h, "/"+app+"/"+link[1], "Accept-Encoding", "gzip, br")
			require.Equal(t, http.StatusOK, res.StatusCode, link[1])
			require.NotEmpty(t, res.Header.Get("Content-Type"), link[1])
			if strings.HasPrefix(link[1], "assets/") {
				require.Equal(t, "public, max-age=31536000, immutable", res.Header.Get("Cache-Control"))
				require.Equal(t, "br", res.Header.Get("Content-Encoding"))
			}
		}
	}
}

func TestBelowAnotherPath(t *testing.T) {
	t.Parallel()
	h := Handler("shop", "/mall")
	require.Contains(t, body(t, get(t, h, "/shop/", "Accept", "text/html")), `<base href="/mall/shop/">`)
	res := get(t, h, "/shop?a=b")
	require.Equal(t, http.StatusMovedPermanently, res.StatusCode)
	require.Equal(t, "/mall/shop/?a=b", res.Header.Get("Location"))
}

func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	h := Handler("shop", "")
	for _, target := range []string{"/", "/shopping", "/shop/index.html", "/shop/assets/none.js", "/shop/../web.go", "/shop/orders"} {
		require.Equal(t, http.StatusNotFound, get(t, h, target).StatusCode, target)
	}
	require.Equal(t, http.StatusNotFound, get(t, h, "/shop/assets/none.js", "Accept", "text/html").StatusCode, "a script that is gone is no page")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/shop/", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func TestEveryCodingIsOfTheSameContent(t *testing.T) {
	t.Parallel()
	h := Handler("shop", "")
	const file = "/shop/icon.svg"
	plain := body(t, get(t, h, file))
	require.Contains(t, plain, "<svg")
	tags := map[string]bool{}
	for accept, want := range map[string]string{"gzip": "gzip", "gzip, BR;q=0.5": "br", "gzip;q=0": "", "br;q=0.0, gzip": "gzip", "identity": "", "": ""} {
		res := get(t, h, file, "Accept-Encoding", accept)
		require.Equal(t, want, res.Header.Get("Content-Encoding"), accept)
		require.Equal(t, "Accept-Encoding", res.Header.Get("Vary"))
		if want == "gzip" {
			z, err := gzip.NewReader(res.Body)
			require.NoError(t, err)
			unzipped, err := io.ReadAll(z)
			require.NoError(t, err)
			require.Equal(t, plain, string(unzipped))
		}
		tag := res.Header.Get("ETag")
		tags[tag] = true
		again := get(t, h, file, "Accept-Encoding", accept, "If-None-Match", tag)
		require.Equal(t, http.StatusNotModified, again.StatusCode)
	}
	require.Len(t, tags, 3, "each coding has other bytes, and another tag")
}

// home is what a browser fetches before it shows the first page: the entry, what it imports,
// the home page and the texts of one language, with their style sheets.
func home(t *testing.T, app string, parts ...string) (bytes int) {
	t.Helper()
	type chunk struct {
		File         string
		Imports, CSS []string
	}
	chunks := map[string]chunk{}
	manifest := get(t, Handler(app, ""), "/"+app+"/manifest.json")
	require.NoError(t, json.Unmarshal([]byte(body(t, manifest)), &chunks))
	seen := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		c, ok := chunks[name]
		require.True(t, ok, "the build has no %s", name)
		for _, file := range append([]string{c.File}, c.CSS...) {
			if !seen[file] {
				seen[file] = true
				bytes += len(assets()[app+"/"+file].content["br"])
			}
		}
		for _, name := range c.Imports {
			if !seen[name] {
				seen[name] = true
				add(name)
			}
		}
	}
	for _, part := range parts {
		add(part)
	}
	for name, c := range chunks { // embedding leaves some names out, such as those that begin with _
		require.Contains(t, assets(), app+"/"+c.File, name)
	}
	return bytes
}

func TestPagesAreSmall(t *testing.T) {
	t.Parallel()
	shop := home(t, "shop", "index.html", "src/texts/zh-CN.json", "../kit/src/texts/zh-CN.json")
	t.Logf("the shop's home page: %d bytes", shop)
	assert.LessOrEqual(t, shop, 150_000, "scripts and styles of the shop's home page, in brotli")
}

func TestPagesNameNoOtherHost(t *testing.T) {
	t.Parallel()
	for name, a := range assets() {
		if strings.HasSuffix(name, ".css") {
			require.NotRegexp(t, `url\(["']?(https?:)?//`, string(unzipped(a.content["gzip"])), name)
		}
	}
}

func TestDocumentsAreNamedByTheHashesOfTheirTexts(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, Documents())
	for id, text := range Documents() {
		sum := sha256.Sum256([]byte(text))
		require.Equal(t, "sha256:"+hex.EncodeToString(sum[:]), id)
	}
}
