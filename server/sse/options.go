package sse

import (
	"time"

	"pointsmall/server/stream"
)

// Options say how event streams behave. Gate and Ended are needed; zero stands for
// the default elsewhere.
type Options struct {
	// Gate counts the streams and says when the server closes.
	Gate *stream.Gate
	// Ended waits for the end of an actor's sign-in.
	Ended stream.Ended
	// BodyBytes is the largest body that is read; 1 MiB by default.
	BodyBytes int64
	// KeepAlive is the time after which a comment is sent when there is nothing else,
	// so that proxies keep the connection; 15 s by default.
	KeepAlive time.Duration
	// WriteTimeout is how long a client may take to read one event; 20 s by default.
	WriteTimeout time.Duration
	// LastWrite is how long it may take for what is being written when the stream
	// must end; 1 s by default.
	LastWrite time.Duration
}

func (o Options) withDefaults() Options {
	if o.BodyBytes <= 0 {
		o.BodyBytes = 1 << 20
	}
	for option, otherwise := range map[*time.Duration]time.Duration{
		&o.KeepAlive: 15 * time.Second, &o.WriteTimeout: 20 * time.Second, &o.LastWrite: time.Second,
	} {
		if *option <= 0 {
			*option = otherwise
		}
	}
	return o
}
