package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// Apps are the names of the pages, each served below a path of that name.
var Apps = []string{"shop", "console"}

// noBase is what stands in each index.html where Handler writes the page's own path.
const noBase = `<base href="/%s/">`

// contentSecurityPolicy lets a page run what the mall's own server has sent, and nothing else.
const contentSecurityPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

// Handler serves the page of an app at base/APP/ and its files below. base is the path at
// which browsers find the mall, "" or such as /mall; requests come without it. A path that
// is no file gets the page itself where a browser wants to show it (GET, Accept: text/html),
// which then finds its way; others get 404.
func Handler(app, base string) http.Handler {
	mount := "/" + app + "/"
	page := &index{app: app, content: render(app, base)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET", http.StatusMethodNotAllowed)
			return
		}
		if r.URL.Path == "/"+app {
			w.Header().Set("Location", base+mount+query(r))
			w.WriteHeader(http.StatusMovedPermanently)
			return
		}
		name, below := strings.CutPrefix(r.URL.Path, mount)
		if !below {
			http.NotFound(w, r)
			return
		}
		if a, ok := assets()[app+"/"+name]; ok {
			a.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Vary", "Accept")
		if strings.HasPrefix(name, "assets/") || !wantsPage(r) {
			http.NotFound(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

func query(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return "?" + r.URL.RawQuery
}

// wantsPage reports whether a browser asks for something to show.
func wantsPage(r *http.Request) bool {
	for kind := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		name, _, _ := strings.Cut(kind, ";")
		if strings.EqualFold(strings.TrimSpace(name), "text/html") {
			return true
		}
	}
	return false
}

// Documents are the texts of all documents that the pages send, by the ids that they send
// in their place.
var Documents = sync.OnceValue(func() map[string]string {
	documents := map[string]string{}
	if err := json.Unmarshal(read("documents.json"), &documents); err != nil {
		panic(err) // the build wrote it, and a test reads it
	}
	return documents
})

// render puts the page's own path into its index.html.
func render(app, base string) []byte {
	own := fmt.Appendf(nil, noBase, html.EscapeString(strings.Trim(base+"/"+app, "/")))
	return bytes.Replace(read(app+"/index.html"), fmt.Appendf(nil, noBase, app), own, 1)
}

func read(name string) []byte {
	content, err := dist.ReadFile(path.Join("dist", name))
	if err != nil {
		panic(err) // embedded, so it is there
	}
	return content
}
