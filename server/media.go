package server

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"time"

	"github.com/go-chi/chi/v5"

	"pointsmall/mall/media"
)

// mediaFile serves a file of a picture that was uploaded. Its name has the hash of what was
// uploaded, and it never changes: whoever has it may keep it for ever. It was written by this
// program, and is served as what it is; the policy is for pages that open it by itself.
func (s *Server) mediaFile(w http.ResponseWriter, r *http.Request) {
	name := chi.URLParam(r, "name")
	content, err := s.Services.Media.File(r.Context(), name)
	switch {
	case errors.Is(err, media.ErrNoFile):
		http.NotFound(w, r)
		return
	case err != nil:
		slog.Error("a picture could not be read", "name", name, "error", err)
		answer(w, http.StatusServiceUnavailable, "the picture cannot be read now")
		return
	}
	h := w.Header()
	h.Set("Content-Type", media.Types[path.Ext(name)[1:]])
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content)) // compares the ETag, too
}
