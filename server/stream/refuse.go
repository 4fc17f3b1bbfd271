package stream

import (
	"encoding/json"
	"errors"
	"net/http"

	"pointsmall/mall"
)

// Refuse answers a request for a stream with an error instead: JSON as GraphQL over
// HTTP has it for a request that did not run, without a data key.
func Refuse(w http.ResponseWriter, r *http.Request, status int, code mall.ErrorCode, message mall.Text) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{ // who does not read it, has no use for an error about it
		"message": message.In(mall.LangOf(r.Context())), "extensions": map[string]any{"code": code},
	}}})
}

// RefuseEntry answers a request that the gate did not let in: 503 for ErrFull, 429
// for ErrTooMany, each with when to try again.
func RefuseEntry(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Retry-After", "10")
	if errors.Is(err, ErrFull) {
		Refuse(w, r, http.StatusServiceUnavailable, mall.CodeUnavailable,
			mall.Textf("the server has too many open streams; try again later", "服务器打开的数据流过多，请稍后重试"))
		return
	}
	Refuse(w, r, http.StatusTooManyRequests, mall.CodeRateLimited,
		mall.Textf("too many open streams; close some, or share one WebSocket", "打开的数据流过多，请关闭一部分，或共用一个 WebSocket"))
}
