package server

import (
	"log/slog"
	"mime"
	"net/http"

	"github.com/go-chi/chi/v5"

	"pointsmall/mall"
	"pointsmall/mall/imports"
)

// importFile serves the rows of an import that were rejected, or that its undoing left.
func (s *Server) importFile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, ok := mall.AnyID(chi.URLParam(r, "id")).ImportBatch()
	actor := mall.ActorOf(ctx)
	if !ok || actor.Kind != mall.ActorStaff {
		http.NotFound(w, r)
		return
	}
	row, err := s.Services.Imports.Get(ctx, id)
	if err != nil || imports.May(actor, row.Kind) != nil { // what one may not see is not there
		http.NotFound(w, r)
		return
	}
	write := s.Services.Imports.WriteRejected
	switch chi.URLParam(r, "what") {
	case "rejected.csv":
	case "kept.csv":
		write = s.Services.Imports.WriteKept
	default:
		http.NotFound(w, r)
		return
	}
	download(w, "text/csv; charset=utf-8", row.ID.String()+"-"+chi.URLParam(r, "what"))
	if err := write(ctx, w, row, mall.LangOf(ctx)); err != nil {
		slog.WarnContext(ctx, "the rows of an import could not be sent", "import", row.ID.String(), "error", err)
	}
}

// contentTypes are those of exports.
var contentTypes = map[mall.ExportFormat]string{
	mall.ExportCSV:  "text/csv; charset=utf-8",
	mall.ExportXLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// exportFile serves the file of an export while it is kept.
func (s *Server) exportFile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, ok := mall.AnyID(chi.URLParam(r, "id")).Export()
	actor := mall.ActorOf(ctx)
	if !ok || actor.Kind != mall.ActorStaff {
		http.NotFound(w, r)
		return
	}
	row, err := s.Services.Exports.Get(ctx, actor, id)
	if err != nil || row.FileID == nil { // what one may not see is not there
		http.NotFound(w, r)
		return
	}
	kept, err := s.Services.Files.Find(ctx, *row.FileID)
	if err != nil {
		slog.ErrorContext(ctx, "an export could not be read", "error", err)
		answer(w, http.StatusServiceUnavailable, "the file cannot be read now")
		return
	}
	if kept == nil {
		http.NotFound(w, r)
		return
	}
	download(w, contentTypes[row.Format], s.Services.Exports.FileName(row))
	if err := s.Services.Files.CopyTo(ctx, w, *row.FileID); err != nil {
		slog.WarnContext(ctx, "an export could not be sent", "export", row.ID.String(), "error", err)
	}
}

// download says that a file follows which nobody else may keep.
func download(w http.ResponseWriter, contentType, name string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}
