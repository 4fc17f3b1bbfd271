package socket

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/server/stream"
)

// Options say how sockets behave. Gate, Authenticate and Ended are needed; zero
// stands for the default elsewhere.
type Options struct {
	// Gate counts the sockets and says when the server closes.
	Gate *stream.Gate
	// Authenticate reads the value of an Authorization header, "Bearer …". Its error
	// is access.ErrBadToken for a token that is not good.
	Authenticate func(ctx context.Context, header string) (mall.Actor, error)
	// Ended waits for the end of an actor's sign-in.
	Ended stream.Ended
	// Language reads the value of an Accept-Language header; nil leaves the language
	// of the upgrade's request.
	Language func(header string) mall.Lang
	// AllowedOrigins are origins ("https://shop.example") whose pages may connect,
	// beside the server's own. A client that sends no Origin is no browser.
	AllowedOrigins []string
	// Operations bounds those that one socket runs at one time; 20 by default.
	Operations int
	// InitTimeout is how long a client may take for connection_init; 10 s by default.
	InitTimeout time.Duration
	// FrameBytes is the largest message that a client may send; 256 KiB by default.
	FrameBytes int64
	// WriteTimeout is how long a client may take to read one message; 20 s by default.
	WriteTimeout time.Duration
	// PingInterval is the time between two pings of the server; 15 s by default.
	PingInterval time.Duration
	// PongTimeout is how long a client may take to answer one; 20 s by default.
	PongTimeout time.Duration
	// CloseTimeout is how long a client may take for the closing handshake; 2 s by default.
	CloseTimeout time.Duration
}

func (o Options) withDefaults() Options {
	def(&o.Operations, o.Operations <= 0, 20)
	def(&o.InitTimeout, o.InitTimeout <= 0, 10*time.Second)
	def(&o.FrameBytes, o.FrameBytes <= 0, 256<<10)
	def(&o.WriteTimeout, o.WriteTimeout <= 0, 20*time.Second)
	def(&o.PingInterval, o.PingInterval <= 0, 15*time.Second)
	def(&o.PongTimeout, o.PongTimeout <= 0, 20*time.Second)
	def(&o.CloseTimeout, o.CloseTimeout <= 0, 2*time.Second)
	return o
}

func def[T any](option *T, unset bool, value T) {
	if unset {
		*option = value
	}
}
