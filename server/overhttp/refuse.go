package overhttp

import (
	"encoding/json"
	"net/http"
	"strconv"

	"pointsmall/mall"
)

// refusal is why a request is not run.
type refusal struct {
	status int
	code   mall.ErrorCode
	text   mall.Text
}

func refused(status int, code mall.ErrorCode, en, zh string, args ...any) *refusal {
	return &refusal{status, code, mall.Textf(en, zh, args...)}
}

// Refuse answers a request that comes to no operation: an HTTP status and one error
// with a code, in the caller's language. The answer is never kept by caches.
func Refuse(w http.ResponseWriter, r *http.Request, status int, code mall.ErrorCode, text mall.Text) {
	RefuseFor(w, r, status, &mall.Error{Code: code, Text: text})
}

// RefuseFor is Refuse with an error that may say after how many seconds to try again.
func RefuseFor(w http.ResponseWriter, r *http.Request, status int, why *mall.Error) {
	extensions := map[string]any{"code": why.Code}
	if after := why.Figures.RetryAfter; after > 0 {
		extensions["retryAfter"] = after
		retryAfter(w, after)
	}
	mediaType := negotiate(r.Header.Values("Accept"))
	if mediaType == "" {
		mediaType = plainJSON
	}
	body, err := json.Marshal(map[string]any{"errors": []any{map[string]any{
		"message": why.Text.In(mall.LangOf(r.Context())), "extensions": extensions,
	}}})
	if err != nil {
		panic(err) // strings and a number
	}
	w.Header().Set("Cache-Control", "no-store")
	write(w, status, mediaType, body)
}

func retryAfter(w http.ResponseWriter, seconds int64) {
	w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
}
