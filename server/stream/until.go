package stream

import (
	"context"
	"errors"

	"pointsmall/mall"
)

// ErrClosing ends the streams of a server that stops.
var ErrClosing = errors.New("the server is going away: connect again")

// Ended waits until an actor may not act any longer and says why, or returns ctx's
// error; see access.Service.UntilEnded.
type Ended func(ctx context.Context, actor mall.Actor) error

// Until ends ctx when the actor's sign-in is over (with the cause that ended gives)
// or when the server closes (ErrClosing). What it starts is over when the function
// that it returns has been called, which must happen.
func (g *Gate) Until(ctx context.Context, ended Ended, actor mall.Actor) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(g.closing, func() { cancel(ErrClosing) })
	done := make(chan struct{})
	go func() {
		defer close(done)
		if actor.Kind == mall.ActorAnonymous {
			return
		}
		if err := ended(ctx, actor); ctx.Err() == nil {
			cancel(err)
		}
	}()
	return ctx, func() {
		stop()
		cancel(context.Canceled)
		<-done
	}
}
