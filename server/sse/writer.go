package sse

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// writer writes one event stream, from one goroutine.
type writer struct {
	ctx     context.Context
	w       http.ResponseWriter
	control *http.ResponseController
	options Options
	close   func() // lets go of the connection
}

// open sends the stream's headers when the first event is written.
func open(ctx context.Context, w http.ResponseWriter, options Options) *writer {
	h := w.Header()
	h.Set("Content-Type", eventStream+"; charset=utf-8")
	h.Set("Cache-Control", "no-cache, no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events until its buffer is full
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept")
	o := &writer{ctx: ctx, w: w, control: http.NewResponseController(w), options: options}
	// What ends the stream also ends a write that the client does not take.
	hurried := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(hurried)
		_ = o.control.SetWriteDeadline(time.Now().Add(options.LastWrite))
	})
	o.close = func() {
		if !stop() {
			<-hurried // the connection's next request has its own deadlines
		}
	}
	return o
}

// pump writes results, a comment where there are none for long, and at last, when
// there are no more or the stream must end, that it is complete.
func (o *writer) pump(results <-chan []byte) error {
	// Some browsers take a stream for open when they have its first bytes.
	if err := o.write([]byte(":\n\n")); err != nil {
		return err
	}
	idle := time.NewTicker(o.options.KeepAlive)
	defer idle.Stop()
	for {
		select {
		case <-o.ctx.Done():
			return o.complete()
		case <-idle.C:
			if err := o.write([]byte(":\n\n")); err != nil {
				return err
			}
		case result, ok := <-results:
			if !ok {
				return o.complete()
			}
			if err := o.next(result); err != nil {
				return err
			}
			idle.Reset(o.options.KeepAlive)
		}
	}
}

func (o *writer) next(result []byte) error {
	var event bytes.Buffer
	event.WriteString("event: next\ndata: ")
	event.Write(result)
	event.WriteString("\n\n")
	return o.write(event.Bytes())
}

// complete has a data line: browsers drop events without one.
func (o *writer) complete() error { return o.write([]byte("event: complete\ndata:\n\n")) }

// write writes an event at once. The error of a client that does not take it in time
// ends the stream.
func (o *writer) write(event []byte) error {
	patience := o.options.WriteTimeout
	if o.ctx.Err() != nil {
		patience = o.options.LastWrite
	}
	// A server or a recorder that has no deadlines does without.
	_ = o.control.SetWriteDeadline(time.Now().Add(patience))
	if o.ctx.Err() != nil { // it may have ended between
		_ = o.control.SetWriteDeadline(time.Now().Add(o.options.LastWrite))
	}
	if _, err := o.w.Write(event); err != nil {
		return err
	}
	return o.control.Flush()
}

// encode writes a result, or a request error, which has no data (GraphQL, section 7.1).
func encode(response *graphql.Response) ([]byte, error) {
	if response.Data == nil && len(response.Errors) > 0 {
		return json.Marshal(map[string]any{"errors": response.Errors})
	}
	return json.Marshal(response)
}

func writeJSON(w http.ResponseWriter, status int, response *graphql.Response) {
	text, err := encode(response)
	if err != nil {
		slog.Error("errors could not be encoded", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text) // who does not read it, has no use for an error about it
}

// recovered keeps a panic of the executor from ending the server.
func recovered(ctx context.Context) {
	if p := recover(); p != nil {
		slog.ErrorContext(ctx, "an event stream panicked", "panic", p, "stack", string(debug.Stack()))
	}
}
