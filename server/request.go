package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"pointsmall/mall"
)

// maxBody is the largest request that the API reads, in bytes.
const maxBody = 1 << 20

// readRequest reads a POST's body and refuses what is no GraphQL request, so that
// everybody behind it finds one. What callers send is neither echoed nor logged.
func readRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "application/json" {
			refuse(w, r, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", mall.Textf("send the request as application/json", "请以 application/json 发送请求"))
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			refuse(w, r, http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE", mall.Textf("a request has at most %d bytes", "请求不得超过 %d 字节", maxBody))
			return
		}
		if err != nil || !isRequest(body) {
			refuse(w, r, http.StatusBadRequest, "BAD_REQUEST", mall.Textf(`the body is no GraphQL request: send {"query": "…", "variables": {…}}`, `请求体不是 GraphQL 请求,应为 {"query": "…", "variables": {…}}`))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

// isRequest reports whether a body has the form of a GraphQL request.
func isRequest(body []byte) bool {
	var request struct {
		Query         *string
		OperationName *string
		Variables     map[string]json.RawMessage
		Extensions    map[string]json.RawMessage
	}
	return json.Unmarshal(body, &request) == nil
}

// refuse answers with an error outside of any GraphQL operation.
func refuse(w http.ResponseWriter, r *http.Request, status int, code string, message mall.Text) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{
		"message": message.In(mall.LangOf(r.Context())), "extensions": map[string]any{"code": code},
	}}})
}
