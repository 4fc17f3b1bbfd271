package socket

import (
	"context"
	"errors"

	"github.com/coder/websocket"

	"pointsmall/mall/access"
	"pointsmall/server/stream"
)

// The codes that sockets are closed with: those of RFC 6455, section 7.4.1, and those
// of graphql-ws, whose clients connect again after 1001, 1013 and 4403 and give up
// after the others.
const (
	GoingAway         = websocket.StatusGoingAway               // 1001: the server stops
	NotUTF8           = websocket.StatusInvalidFramePayloadData // 1007: a text that is no UTF-8
	TooSlow           = websocket.StatusPolicyViolation         // 1008: the client does not read, or not answer pings
	TooBig            = websocket.StatusMessageTooBig           // 1009: a message over FrameBytes
	InternalError     = websocket.StatusInternalError           // 1011: nobody expected it
	TryLater          = websocket.StatusTryAgainLater           // 1013: the caller has too many sockets, or nobody can be authenticated now
	InvalidMessage    = websocket.StatusCode(4400)              // no message of the protocol
	Unauthorized      = websocket.StatusCode(4401)              // subscribe before connection_ack
	Forbidden         = websocket.StatusCode(4403)              // a bad token, or one that is over
	BadSubprotocol    = websocket.StatusCode(4406)              // not graphql-transport-ws
	InitTimedOut      = websocket.StatusCode(4408)              // no connection_init in time
	SubscriberExists  = websocket.StatusCode(4409)              // an id that is in use
	TooManyInits      = websocket.StatusCode(4429)              // a second connection_init
	normalClosure     = websocket.StatusNormalClosure
	maxReason         = 123 // bytes; RFC 6455, section 5.5
	subprotocol       = "graphql-transport-ws"
	notASubprotocol   = "Subprotocol not acceptable"
	initTimedOut      = "Connection initialisation timeout"
	tooManyInits      = "Too many initialisation requests"
	unauthorized      = "Unauthorized"
	tooSlow           = "Too slow a reader"
	internalServerErr = "Internal server error"
)

// end is why a socket is closed, and the error that ends its context.
type end struct {
	code   websocket.StatusCode
	reason string
}

// Error is the reason that the client sees.
func (e end) Error() string { return e.reason }

// endOf turns the cause of a context's end into a code and a reason.
func endOf(cause error) end {
	var e end
	switch {
	case errors.As(cause, &e):
		return e
	case errors.Is(cause, stream.ErrClosing):
		return end{GoingAway, "Going away"}
	case errors.Is(cause, access.ErrExpired):
		return end{Forbidden, "Token expired"}
	case errors.Is(cause, access.ErrChanged):
		return end{Forbidden, "Permissions changed"}
	case errors.Is(cause, access.ErrSignedOut):
		return end{Forbidden, "Session ended"}
	case errors.Is(cause, context.Canceled):
		return end{normalClosure, ""}
	}
	return end{InternalError, internalServerErr}
}

// cut shortens a reason to what a close frame carries, at a letter's border.
func cut(reason string) string {
	if len(reason) <= maxReason {
		return reason
	}
	short := 0
	for i := range reason {
		if i > maxReason {
			break
		}
		short = i
	}
	return reason[:short]
}
