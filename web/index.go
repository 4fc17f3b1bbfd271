package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// index is the page of an app.
type index struct {
	app     string
	content []byte
}

// ServeHTTP answers with the page. It names files by the hashes of their content, so it is
// the one thing that a browser must ask for each time.
func (i *index) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	secure(h)
	sum := sha256.Sum256(i.content)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(i.content))
}
