package server

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"pointsmall/mall/vault"
)

// myData hands out the copy of a member's data at an address that is good once. It is kept by
// no cache, and opened as nothing but a file.
func (s *Server) myData(w http.ResponseWriter, r *http.Request) {
	content, err := s.Services.Copies.Fetch(r.Context(), chi.URLParam(r, "handle"))
	switch {
	case errors.Is(err, vault.ErrSealed):
		http.NotFound(w, r)
		return
	case err != nil:
		slog.Error("a copy of a member's data could not be read", "error", err)
		answer(w, http.StatusServiceUnavailable, "the copy cannot be read now: ask for another address")
		return
	case content == nil:
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="my-data.zip"`)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	_, _ = w.Write(content)
}
