package server

import (
	"pointsmall/server/socket"
	"pointsmall/server/sse"
)

// sockets serves operations over WebSocket.
func (s *Server) sockets() *socket.Transport {
	return socket.New(socket.Options{
		Gate:           s.gate,
		Authenticate:   s.charged,
		Ended:          s.Services.Access.UntilEnded,
		Language:       languageOf,
		AllowedOrigins: s.config.AllowedOrigins,
	})
}

// eventStreams serves operations over Server-Sent Events.
func (s *Server) eventStreams() *sse.Transport {
	return sse.New(sse.Options{Gate: s.gate, Ended: s.Services.Access.UntilEnded, BodyBytes: s.config.MaxBody})
}
