package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/server/overhttp"
)

// nosniff keeps browsers from taking an answer for something else than it says.
func nosniff(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// locate finds out from where a request comes.
func (s *Server) locate(next http.Handler) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.proxies.Doubtful(r) {
			once.Do(func() {
				slog.WarnContext(r.Context(), "a proxy may have been forgotten: it says for whom it calls, but all its callers share its limits; name it with --trusted-proxies", "peer", r.RemoteAddr)
			})
		}
		next.ServeHTTP(w, r.WithContext(mall.WithRequestID(mall.WithUserAgent(mall.WithAddress(r.Context(), s.proxies.Of(r)), r.UserAgent()), r.Header.Get("X-Request-Id"))))
	})
}

// mask answers where a handler has panicked: with an id that stands in the log.
func mask(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				id := uuid.NewString()
				slog.ErrorContext(r.Context(), "a request failed", "error_id", id, "error", fmt.Sprint("panic: ", p), "stack", string(debug.Stack()))
				if r.Header.Get("Upgrade") == "" { // else the connection is no longer HTTP's
					refuse(w, r, http.StatusInternalServerError, mall.CodeInternal, mall.Textf("internal error %s", "内部错误 %s", id))
				}
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// patientBody bounds how long a body may take to arrive. Once it has, the connection
// may stay as long as it has something to say.
func patientBody(limit time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if limit < 0 {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Body != nil && r.Body != http.NoBody {
				connection := http.NewResponseController(w)
				// A connection without deadlines is none of the network's.
				if connection.SetReadDeadline(time.Now().Add(limit)) == nil {
					r.Body = &timedBody{r.Body, connection}
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// refuse answers with an error outside of any GraphQL operation.
func refuse(w http.ResponseWriter, r *http.Request, status int, code mall.ErrorCode, message mall.Text) {
	overhttp.Refuse(w, r, status, code, message)
}
