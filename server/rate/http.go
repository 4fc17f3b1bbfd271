package rate

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"pointsmall/mall"
	"pointsmall/server/overhttp"
)

// meter is what is known of one request.
type meter struct{ charged bool }

type meterKey struct{}

func meterOf(ctx context.Context) *meter {
	m, _ := ctx.Value(meterKey{}).(*meter)
	return m
}

// Handler refuses requests of callers who have nothing left, before their bodies are
// read, charges those that come to no operation, and tells callers how they stand. Of
// a WebSocket, each operation is charged by itself: who calls is known only then.
func (l *Limiter) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		s, limited := l.Look(ctx)
		if !limited || r.Header.Get("Upgrade") != "" || r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		if s.Retry > 0 {
			tell(w.Header(), s)
			Refuse(w, r, refusal(s))
			return
		}
		m := &meter{}
		next.ServeHTTP(&teller{ResponseWriter: w, limiter: l, caller: callerOf(ctx), meter: m}, r.WithContext(context.WithValue(ctx, meterKey{}, m)))
	})
}

// Refuse answers a request that came to no operation with 429.
func Refuse(w http.ResponseWriter, r *http.Request, why *mall.Error) {
	overhttp.RefuseFor(w, r, http.StatusTooManyRequests, why)
}

// Tell puts into an answer's header how the caller of ctx stands.
func (l *Limiter) Tell(ctx context.Context, h http.Header) {
	if s, limited := l.Look(ctx); limited {
		tell(h, s)
	}
}

// tell writes the three fields of draft-ietf-httpapi-ratelimit-headers-06. Later drafts
// have one field, RateLimit, whose units are a list that has no costs.
func tell(h http.Header, s Standing) {
	h.Set("RateLimit-Limit", strconv.Itoa(s.Limit))
	h.Set("RateLimit-Remaining", strconv.Itoa(s.Remaining))
	h.Set("RateLimit-Reset", strconv.FormatInt(seconds(s.Full), 10))
}

// teller tells how the caller stands when the answer's header is written, unless caches
// may keep the answer for others.
type teller struct {
	http.ResponseWriter
	limiter *Limiter
	caller  caller
	meter   *meter
	told    bool
}

// WriteHeader tells, and charges what came to no operation.
func (t *teller) WriteHeader(status int) {
	t.tell()
	t.ResponseWriter.WriteHeader(status)
}

// Write tells first.
func (t *teller) Write(p []byte) (int, error) {
	t.tell()
	return t.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (t *teller) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (t *teller) tell() {
	if t.told {
		return
	}
	t.told = true
	if !t.meter.charged {
		t.limiter.take(t.caller, failed, 0)
	}
	if !strings.HasPrefix(t.Header().Get("Cache-Control"), "public") {
		tell(t.Header(), t.limiter.look(t.caller))
	}
}
