// Package graphiql serves GraphiQL, the page on which to write and run queries.
// It fetches nothing from other hosts: everything is in dist, which
// "npm ci && npm run build" makes from src.
package graphiql

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed dist
var dist embed.FS

// mount is where the page lives; src/index.html names its assets by it.
const mount = "/graphiql"

// noConfig is what stands in src/index.html where Handler writes its configuration.
const noConfig = `{"queries":[]}`

const contentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"connect-src 'self' ws: wss:; font-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Example is a tab that is open when the page is first seen. The tab is labelled with the operation's
// name; Title becomes a comment above the query unless that begins with a comment of its own.
// Variables and Headers are JSON objects or empty. A tab with empty Headers starts with those last typed in another.
type Example struct {
	Title     string `json:"title"`
	Query     string `json:"query"`
	Variables string `json:"variables"`
	Headers   string `json:"headers"`
}

// Handler serves the page at /graphiql and its assets below, so it must see the whole path
// (no http.StripPrefix). The page sends its operations to /graphql on the same host.
func Handler(examples []Example) http.Handler {
	mux := http.NewServeMux()
	for name, a := range assets() {
		mux.Handle("GET "+mount+"/"+name, a)
	}
	page := newAsset("index.html", renderPage(examples))
	mux.Handle("GET "+mount, page)
	mux.Handle("GET "+mount+"/{$}", page)
	return mux
}

func renderPage(examples []Example) []byte {
	// json.Marshal writes <, > and & as \u escapes, so no example can end the script element.
	config, err := json.Marshal(map[string]any{"queries": append([]Example{}, examples...)})
	if err != nil {
		panic(err) // strings always marshal
	}
	return bytes.Replace(read("index.html"), []byte(noConfig), config, 1)
}

// assets holds everything in dist but the page, compressed when first asked for.
var assets = sync.OnceValue(func() map[string]*asset {
	entries, err := dist.ReadDir("dist")
	if err != nil {
		panic(err) // embedded, so it is there
	}
	all := make(map[string]*asset, len(entries))
	for _, e := range entries {
		if e.Name() != "index.html" {
			all[e.Name()] = newAsset(e.Name(), read(e.Name()))
		}
	}
	return all
})

func read(name string) []byte {
	b, err := dist.ReadFile("dist/" + name)
	if err != nil {
		panic(err) // embedded, so it is there
	}
	return b
}

// contentTypes is spelled out because package mime asks the operating system first.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
}

type asset struct {
	contentType    string
	hash           string
	plain, gzipped []byte
}

func newAsset(name string, content []byte) *asset {
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a known level, into memory
	}
	return &asset{
		contentType: contentTypes[path.Ext(name)],
		hash:        fmt.Sprintf("%x", sha256.Sum256(content))[:16],
		plain:       content,
		gzipped:     zipped.Bytes(),
	}
}

func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // a linked query stands in the URL
	h.Set("Cache-Control", "no-cache")      // keep, but ask with the ETag whether it is current
	h.Set("Vary", "Accept-Encoding")
	content, etag := a.plain, a.hash
	if acceptsGzip(r) {
		content, etag = a.gzipped, a.hash+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, q, weighted := strings.Cut(coding, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
		return !weighted || err == nil && weight > 0
	}
	return false
}
