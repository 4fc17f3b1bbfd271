package server

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// lastWrite is how long a stream's client may take for its last bytes when the
// server closes.
const lastWrite = time.Second

// endStreams ends a subscription's request when the server closes; other requests
// are left to finish.
func (s *Server) endStreams(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		socket := r.Header.Get("Upgrade") != ""
		if !socket && !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.streams, func() {
			if !socket { // a client that reads nothing must not hold the server up
				_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(lastWrite))
			}
			cancel()
		})()
		if !socket {
			stream := &stream{ResponseWriter: w}
			defer stream.end()
			w = stream
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// stream is a response that may be written to after its handler has returned:
// gqlgen's keep-alive does so, and net/http's own response would crash the server.
type stream struct {
	http.ResponseWriter
	mu    sync.Mutex
	ended bool
}

func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
}

// Write writes until the stream has ended.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return 0, http.ErrHandlerTimeout
	}
	return s.ResponseWriter.Write(p)
}

// Flush flushes until the stream has ended.
func (s *stream) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		_ = http.NewResponseController(s.ResponseWriter).Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (s *stream) Unwrap() http.ResponseWriter { return s.ResponseWriter }
