package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"pointsmall/graph"
	"pointsmall/mall/media"
	"pointsmall/mall/member"
	"pointsmall/mall/payment/testpay"
	"pointsmall/mall/seed/demo"
	"pointsmall/mall/store"
	"pointsmall/web"
	"pointsmall/web/graphiql"
)

func (s *Server) routes() (http.Handler, error) {
	api, err := s.graphQL()
	if err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Use(headAsGet, nosniff, mask, patientBody(s.config.BodyTimeout))
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	r.Get("/readyz", s.ready)
	r.Get("/images/{name}", picture)
	r.Get(media.Path+"{name}", s.mediaFile)
	r.Get(member.ExportPath+"{handle}", s.myData)
	if !s.config.Production {
		page := graphiql.Handler(nil)
		r.Handle("/graphiql", page)
		r.Handle("/graphiql/*", page)
		r.Get("/", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/graphiql", http.StatusFound) })
	}
	if !s.config.Production {
		r.With(s.locate, language, s.rates.Handler).Post(testpay.Path+"{id}", s.testPayment)
	}
	for _, by := range s.Services.Checkout.Listeners() {
		r.Post(by.Path(), s.receive(by))
	}
	r.Group(func(r chi.Router) {
		r.Use(allow(s.config.AllowedOrigins), s.locate, language, s.recognizeGateway, s.authenticate, s.rates.Handler)
		r.With(s.cookies(anySession)).Handle("/graphql", api)
		for _, at := range []place{shopSession, consoleSession} {
			r.With(s.cookies(at)).Post(at.path, api.ServeHTTP)
		}
		r.Get(graph.ImportFiles+"{id}/{what}", s.importFile)
		r.Get(graph.ExportFiles+"{id}", s.exportFile)
	})
	for _, app := range web.Apps {
		page := web.Handler(app, s.basePath())
		r.Get("/"+app, page.ServeHTTP)
		r.Get("/"+app+"/*", page.ServeHTTP)
	}
	return r, nil
}

// headAsGet answers HEAD as GET, whose body net/http leaves out.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			asked := *r
			asked.Method = http.MethodGet
			r = &asked
		}
		next.ServeHTTP(w, r)
	})
}

// readyWithin is how long the database may take until a server says that it is not ready.
const readyWithin = 3 * time.Second

// ready says whether the database takes writes.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	switch err := s.db.Ready(ctx); {
	case errors.Is(err, store.ErrReadOnly):
		answer(w, http.StatusServiceUnavailable, "the database takes no writes")
	case err != nil:
		answer(w, http.StatusServiceUnavailable, "the database does not answer")
	default:
		answer(w, http.StatusOK, "ready")
	}
}

// picture serves a picture of the demo catalog.
func picture(w http.ResponseWriter, r *http.Request) {
	svg, ok := demo.Picture(strings.TrimSuffix(chi.URLParam(r, "name"), ".svg"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "public, max-age=86400")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(svg)
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
