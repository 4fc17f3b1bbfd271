package overhttp

import (
	"encoding/json"
	"net/http"

	"pointsmall/mall"
)

// The codes of requests that are no GraphQL requests, or none that this server reads.
const (
	BadRequest           = "BAD_REQUEST"
	BatchingNotSupported = "BATCHING_NOT_SUPPORTED"
	BadUpload            = "BAD_UPLOAD"
	MethodNotAllowed     = "METHOD_NOT_ALLOWED"
	NotAcceptable        = "NOT_ACCEPTABLE"
	PayloadTooLarge      = "PAYLOAD_TOO_LARGE"
	PreflightRequired    = "PREFLIGHT_REQUIRED"
	RequestTimeout       = "REQUEST_TIMEOUT"
	SubscriptionsStream  = "SUBSCRIPTION_NEEDS_STREAM"
	TooManyFiles         = "TOO_MANY_FILES"
	UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
)

// refusal is why a request is not run.
type refusal struct {
	status int
	code   string
	text   mall.Text
}

func refused(status int, code, en, zh string, args ...any) *refusal {
	return &refusal{status, code, mall.Textf(en, zh, args...)}
}

// Refuse answers a request that comes to no operation: an HTTP status and one error
// with a code, in the caller's language. The answer is never kept by caches.
func Refuse(w http.ResponseWriter, r *http.Request, status int, code string, text mall.Text) {
	mediaType := negotiate(r.Header.Values("Accept"))
	if mediaType == "" {
		mediaType = plainJSON
	}
	body, err := json.Marshal(map[string]any{"errors": []any{map[string]any{
		"message": text.In(mall.LangOf(r.Context())), "extensions": map[string]any{"code": code},
	}}})
	if err != nil {
		panic(err) // strings only
	}
	w.Header().Set("Cache-Control", "no-store")
	write(w, status, mediaType, body)
}
