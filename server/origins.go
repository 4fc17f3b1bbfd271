package server

import (
	"net/http"

	"github.com/go-chi/cors"
)

// The headers that pages of other sites may send, and may read.
var (
	sent = []string{
		"Accept", "Accept-Language", "Content-Type", "If-None-Match", "GraphQL-Preflight", "Apollo-Require-Preflight", "X-Requested-With",
		"X-Apollo-Operation-Name", "Apollographql-Client-Name", "Apollographql-Client-Version", "Last-Event-ID", "X-GraphQL-Event-Stream-Token",
	}
	read = []string{"ETag", "Retry-After", "WWW-Authenticate", "RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
)

// allow lets pages of other sites call the API. Where every site may, none may sign
// in: their pages would act for whoever looks at them.
func allow(origins []string) func(http.Handler) http.Handler {
	if len(origins) == 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	named := origins[0] != "*"
	headers := sent
	if named {
		headers = append([]string{"Authorization"}, sent...)
	}
	return cors.Handler(cors.Options{
		AllowedOrigins: origins, AllowCredentials: named,
		AllowedMethods: []string{http.MethodGet, http.MethodPost}, AllowedHeaders: headers, ExposedHeaders: read,
		MaxAge: 600, // seconds; browsers cap it themselves
	})
}
