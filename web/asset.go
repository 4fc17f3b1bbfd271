package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// contentTypes is spelled out because package mime asks the operating system first.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".woff2":       "font/woff2",
}

// asset is a file of a page, in each coding that it is kept in: "br" and "gzip", or "" alone
// where it does not compress.
type asset struct {
	name    string
	hash    string // of the content, whatever its coding
	content map[string][]byte
}

// assets are all files by their paths below dist, such as shop/assets/index-x.js.
var assets = sync.OnceValue(func() map[string]*asset {
	all := map[string]*asset{}
	for _, app := range Apps {
		err := fs.WalkDir(dist, "dist/"+app, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || entry.Name() == "index.html" {
				return err
			}
			put(all, strings.TrimPrefix(file, "dist/"))
			return nil
		})
		if err != nil {
			panic(err) // embedded, so it can be walked
		}
	}
	return all
})

func put(all map[string]*asset, file string) {
	name, coding := file, ""
	for ending, of := range map[string]string{".br": "br", ".gz": "gzip"} {
		if bare, ok := strings.CutSuffix(file, ending); ok {
			name, coding = bare, of
		}
	}
	a := all[name]
	if a == nil {
		a = &asset{name: name, content: map[string][]byte{}}
		all[name] = a
	}
	a.content[coding] = read(file)
	if coding != "br" { // one of the two has its bytes hashed, and both are of one content
		sum := sha256.Sum256(a.content[coding])
		a.hash = hex.EncodeToString(sum[:8])
	}
}

// ServeHTTP answers in the best coding that the caller takes. Files whose names have the hash
// of their content never change.
func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	secure(h)
	h.Set("Content-Type", contentTypes[path.Ext(a.name)])
	h.Set("Cache-Control", "no-cache") // keep, but ask with the ETag whether it is current
	if strings.Contains(a.name, "/assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	content, plain := a.content[""]
	coding := ""
	if !plain {
		h.Set("Vary", "Accept-Encoding")
		coding = best(r)
		if content = a.content[coding]; coding == "" {
			content = unzipped(a.content["gzip"])
		} else {
			h.Set("Content-Encoding", coding)
		}
	}
	h.Set("ETag", `"`+a.hash+strings.TrimSuffix("-"+coding, "-")+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// unzipped is for the few callers that take no coding.
func unzipped(content []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		panic(err) // the build wrote it
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return plain
}

// best is the coding that the caller takes: br before gzip before none.
func best(r *http.Request) string {
	takes := map[string]bool{}
	for coding := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, q, weighted := strings.Cut(coding, ";")
		weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64)
		takes[strings.ToLower(strings.TrimSpace(name))] = !weighted || (err == nil && weight > 0)
	}
	for _, coding := range []string{"br", "gzip"} {
		if takes[coding] {
			return coding
		}
	}
	return ""
}

// secure sets what holds for all files of the pages.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
}
