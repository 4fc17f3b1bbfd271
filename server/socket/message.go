package socket

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/server/document"
)

// The protocol's types of message.
const (
	connectionInit = "connection_init"
	connectionAck  = "connection_ack"
	ping           = "ping"
	pong           = "pong"
	subscribe      = "subscribe"
	next           = "next"
	failed         = "error"
	complete       = "complete"
)

// message is one message of the protocol, in either direction.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// parseMessage reads a client's message. Its error is a closing with 4400.
func parseMessage(text []byte) (message, error) {
	var m message
	if !isObject(text) || json.Unmarshal(text, &m) != nil {
		return m, end{InvalidMessage, "Invalid message received"}
	}
	if bytes.Equal(m.Payload, []byte("null")) {
		m.Payload = nil
	}
	switch m.Type {
	case connectionInit, ping, pong:
		if m.Payload != nil && !isObject(m.Payload) {
			return m, invalid(m.Type, "has an object for its payload")
		}
	case subscribe:
		if m.ID == "" || !isObject(m.Payload) {
			return m, invalid(m.Type, "has an id and an object for its payload")
		}
	case complete:
		if m.ID == "" {
			return m, invalid(m.Type, "has an id")
		}
	default: // what the client said is not sent back: it may be a secret
		return m, end{InvalidMessage, "Invalid message type"}
	}
	return m, nil
}

// parseRequest reads the payload of subscribe. Numbers keep their digits.
func parseRequest(payload json.RawMessage) (*graphql.RawParams, error) {
	var q document.Request
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	if err := decoder.Decode(&q); err != nil {
		return nil, invalid(subscribe, "has texts for query and documentId in its payload, and objects for variables and extensions")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, invalid(subscribe, "has one payload")
	}
	q.Halved(payload)
	params, ok := q.Params()
	if !ok && q.Query == nil {
		return nil, invalid(subscribe, "has a query in its payload, or names its document")
	}
	return params, nil
}

func invalid(kind, rule string) end {
	return end{InvalidMessage, fmt.Sprintf("Invalid message: %s %s", kind, rule)}
}

func isObject(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && text[0] == '{'
}
