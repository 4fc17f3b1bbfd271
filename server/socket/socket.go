package socket

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"

	"pointsmall/mall"
	"pointsmall/server/stream"
)

// socket is one client's connection.
type socket struct {
	options Options
	conn    *websocket.Conn
	raw     net.Conn // below conn, to cut it
	pass    *stream.Pass
	exec    graphql.GraphExecutor
	headers http.Header

	stop    context.CancelCauseFunc // ends the socket, for a reason
	running sync.WaitGroup          // its goroutines

	// What only the reading goroutine touches.
	initialised bool
	operated    context.Context // what operations run in, once initialised
	signedIn    func()          // ends the watch over the caller's sign-in

	mu   sync.Mutex
	ops  map[string]*operation // by the client's id, those it listens to
	busy int                   // how many run, with those it listens to no more
}

func newSocket(r *http.Request, conn *websocket.Conn, raw net.Conn, options Options, pass *stream.Pass, exec graphql.GraphExecutor) *socket {
	return &socket{
		options: options, conn: conn, raw: raw, pass: pass, exec: exec, headers: r.Header,
		signedIn: func() {}, ops: map[string]*operation{},
	}
}

// run serves the socket until someone ends it, and returns when all of it is over.
func (s *socket) run(ctx context.Context) {
	// The server's closing ends every socket, whoever calls.
	ctx, leave := s.options.Gate.Until(ctx, s.options.Ended, mall.Actor{})
	defer leave()
	ctx, s.stop = context.WithCancelCause(ctx)
	late := time.AfterFunc(s.options.InitTimeout, func() { s.stop(end{InitTimedOut, initTimedOut}) })
	s.start(func() { s.read(ctx, late) })
	s.start(func() { s.keepAlive(ctx) })
	<-ctx.Done()
	late.Stop()
	s.close(endOf(context.Cause(ctx)))
	s.running.Wait()
	s.signedIn()
}

// start runs f in a goroutine of the socket. A panic ends only the socket.
func (s *socket) start(f func()) {
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		defer func() {
			if p := recover(); p != nil {
				slog.Error("a socket panicked", "panic", p, "stack", string(debug.Stack()))
				s.stop(end{InternalError, internalServerErr})
			}
		}()
		f()
	}()
}

// read takes the client's messages until the socket ends. Its own context never
// ends: the library would cut the connection, and no farewell be said.
func (s *socket) read(ctx context.Context, late *time.Timer) {
	for ctx.Err() == nil {
		kind, text, err := s.conn.Read(context.Background())
		if err != nil {
			s.stop(readingEnd(err))
			return
		}
		if ctx.Err() != nil {
			return
		}
		if err := s.take(ctx, late, kind, text); err != nil {
			s.stop(err)
			return
		}
	}
}

// readingEnd is why no more can be read.
func readingEnd(err error) end {
	if errors.Is(err, websocket.ErrMessageTooBig) {
		return end{TooBig, "Message too big"}
	}
	return end{normalClosure, ""} // the client has closed, or is gone
}

// take handles one message. Its error ends the socket.
func (s *socket) take(ctx context.Context, late *time.Timer, kind websocket.MessageType, text []byte) error {
	if kind != websocket.MessageText {
		return end{InvalidMessage, "Invalid message: send text, not bytes"}
	}
	if !utf8.Valid(text) {
		return end{NotUTF8, "Invalid UTF-8"}
	}
	m, err := parseMessage(text)
	if err != nil {
		return err
	}
	switch m.Type {
	case connectionInit:
		if s.initialised {
			return end{TooManyInits, tooManyInits}
		}
		late.Stop()
		return s.initialise(ctx, m.Payload)
	case ping:
		return s.write(message{Type: pong, Payload: m.Payload})
	case subscribe:
		if !s.initialised {
			return end{Unauthorized, unauthorized}
		}
		return s.subscribe(m)
	case complete:
		s.forget(m.ID)
	}
	return nil
}

// keepAlive pings the client and ends the socket of one that does not answer.
// The pings are RFC 6455's, which every client answers, as graphql-ws sends them.
func (s *socket) keepAlive(ctx context.Context) {
	ticker := time.NewTicker(s.options.PingInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		answered, cancel := context.WithTimeout(ctx, s.options.PongTimeout)
		err := s.conn.Ping(answered)
		cancel()
		if err != nil {
			s.stop(end{TooSlow, "No answer to a ping"})
			return
		}
	}
}

// write sends a message, one at a time. A client that takes too long is dropped;
// the error ends the socket.
func (s *socket) write(m message) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	// It is the socket's time that counts, not the operation's: a write that is cut
	// short breaks the connection.
	ctx, cancel := context.WithTimeout(context.Background(), s.options.WriteTimeout)
	defer cancel()
	if err := s.conn.Write(ctx, websocket.MessageText, text); err != nil {
		return end{TooSlow, tooSlow}
	}
	return nil
}

// close says farewell and closes the connection. A client that does not take part
// is cut off after CloseTimeout.
func (s *socket) close(e end) {
	cutting := time.AfterFunc(s.options.CloseTimeout, func() { _ = s.raw.Close() }) // it may be closed already
	defer cutting.Stop()
	if err := s.conn.Close(e.code, cut(e.reason)); err != nil {
		slog.Debug("a socket's client did not say farewell", "code", int(e.code), "error", err)
	}
}
