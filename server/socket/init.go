package socket

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"pointsmall/mall"
	"pointsmall/mall/access"
)

// initPayload is what a client may say of itself in connection_init: what it would
// put into a request's headers, which browsers cannot set for a WebSocket.
type initPayload struct {
	Authorization  string `json:"authorization"` // in any case: "Authorization" too
	AcceptLanguage string `json:"accept-language"`
	Headers        struct {
		Authorization  string `json:"authorization"`
		AcceptLanguage string `json:"accept-language"`
	} `json:"headers"`
}

// initialise finds out who calls, by the token in connection_init or else by the
// upgrade's request, and acknowledges. Its error ends the socket.
func (s *socket) initialise(ctx context.Context, payload json.RawMessage) error {
	var said initPayload
	if payload != nil && json.Unmarshal(payload, &said) != nil {
		return end{InvalidMessage, "Invalid message: Authorization and Accept-Language are texts"}
	}
	if header := first(said.Authorization, said.Headers.Authorization); header != "" {
		actor, err := s.options.Authenticate(ctx, header)
		if err != nil {
			return refusal(ctx, err)
		}
		ctx = mall.WithActor(ctx, actor)
	}
	if header := first(said.AcceptLanguage, said.Headers.AcceptLanguage); header != "" && s.options.Language != nil {
		ctx = mall.WithLang(ctx, s.options.Language(header))
	}
	actor := mall.ActorOf(ctx)
	if s.pass.Name(actor.Ref()) != nil {
		return end{TryLater, "Too many sockets: close some first"}
	}
	s.operated, s.signedIn = s.options.Gate.Until(ctx, s.options.Ended, actor)
	context.AfterFunc(s.operated, func() { s.stop(context.Cause(s.operated)) })
	s.initialised = true
	return s.write(message{Type: connectionAck})
}

func refusal(ctx context.Context, err error) end {
	if errors.Is(err, access.ErrBadToken) {
		return end{Forbidden, "Forbidden"}
	}
	slog.ErrorContext(ctx, "a token could not be checked", "error", err)
	return end{TryLater, "The token could not be checked: try again later"}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
