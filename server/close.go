package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pointsmall/mall/wiring"
)

// Close stops accepting requests, finishes those it has accepted, ends the subscriptions
// and leaves the database open. When ctx is done first it leaves what is left, and its
// error says what that is: a database that does not answer keeps nobody from ending.
func (s *Server) Close(ctx context.Context) error {
	s.cancel() // subscriptions would otherwise keep their connections open
	var left []string
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
		left = append(left, fmt.Sprintf("requests (%d are being answered)", s.Running()))
	}
	if s.gate.Wait(ctx) != nil { // Shutdown does not know WebSockets
		left = append(left, "WebSockets and event streams")
	}
	for _, part := range slices.Concat(
		[]wiring.Part{{Name: "background jobs", End: func() { <-s.worked }}, {Name: "sending messages", End: func() { <-s.sent }}, {Name: "reading the settings", End: func() { <-s.followed }}},
		s.Services.Parts(),
		[]wiring.Part{{Name: "announcing signals", End: func() { <-s.relay }}},
	) {
		if !ends(ctx, part.End) {
			left = append(left, part.Name)
		}
	}
	if len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("the time to shut down is over; left unfinished: %s", strings.Join(left, ", ")))
	}
	return err
}

// ends reports whether f returns before ctx is done, or at once.
func ends(ctx context.Context, f func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return true
	case <-ctx.Done():
	}
	select {
	case <-done:
		return true
	case <-time.After(10 * time.Millisecond):
		return false
	}
}
