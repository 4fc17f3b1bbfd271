package socket

import (
	"bufio"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"

	"pointsmall/mall"
	"pointsmall/server/stream"
)

// Transport serves graphql-transport-ws. Make one with New.
type Transport struct{ options Options }

var _ graphql.Transport = (*Transport)(nil)

// New makes the transport.
func New(options Options) *Transport { return &Transport{options.withDefaults()} }

// Supports says whether a request wants a WebSocket. Proxies that do not know of
// WebSockets pass on the handshake without the headers that they take for their own.
func (t *Transport) Supports(r *http.Request) bool {
	return r.Header.Get("Upgrade") != "" || r.Header.Get("Sec-WebSocket-Key") != ""
}

// shakesHands reports whether a request is the handshake of a WebSocket, whatever of it
// has arrived.
func shakesHands(r *http.Request) bool {
	return r.Header.Get("Sec-WebSocket-Key") != "" || strings.EqualFold(strings.TrimSpace(r.Header.Get("Upgrade")), "websocket")
}

// upgrades reports whether a request has the headers that ask for another protocol.
func upgrades(r *http.Request) bool {
	if r.Header.Get("Upgrade") == "" {
		return false
	}
	for _, header := range r.Header.Values("Connection") {
		for option := range strings.SplitSeq(header, ",") {
			if strings.EqualFold(strings.TrimSpace(option), "upgrade") {
				return true
			}
		}
	}
	return false
}

// Do runs a socket to its end. What is refused before the upgrade is refused with
// HTTP: 403 a foreign origin, 429 and 503 too many sockets, 400, 405 and 426 what is
// no WebSocket handshake or one that a proxy has spoilt.
func (t *Transport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	if shakesHands(r) && !upgrades(r) {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		stream.Refuse(w, r, http.StatusUpgradeRequired, "UPGRADE_MISSING", mall.Textf(
			"this is the handshake of a WebSocket, but its headers Upgrade and Connection did not arrive: let the proxy in front of the server pass them on",
			"这是 WebSocket 握手，但未收到 Upgrade 和 Connection 请求头：请让服务器前的代理转发这两个请求头"))
		return
	}
	if !t.admits(r) {
		stream.Refuse(w, r, http.StatusForbidden, mall.CodeForbidden, mall.Textf("pages of this origin may not connect", "不允许来自此来源的页面连接"))
		return
	}
	pass, err := t.options.Gate.Enter(mall.AddressOf(r.Context()))
	if err != nil {
		stream.RefuseEntry(w, r, err)
		return
	}
	defer pass.Leave()
	if err := pass.Name(mall.ActorOf(r.Context()).Ref()); err != nil {
		stream.RefuseEntry(w, r, err)
		return
	}
	kept := &keeper{ResponseWriter: w}
	// Origins are checked above, by scheme and host.
	conn, err := websocket.Accept(kept, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}, InsecureSkipVerify: true})
	if err != nil { // it is answered
		slog.DebugContext(r.Context(), "no WebSocket handshake", "error", err)
		return
	}
	conn.SetReadLimit(t.options.FrameBytes)
	s := newSocket(r, conn, kept.conn, t.options, pass, exec)
	if conn.Subprotocol() != subprotocol {
		s.close(end{BadSubprotocol, notASubprotocol})
		return
	}
	s.run(r.Context())
}

// admits reports whether the page that connects, if it is one, may.
func (t *Transport) admits(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	origin := origins[0]
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || len(origins) > 1 {
		return false
	}
	// A proxy may end TLS, so the own scheme is not known.
	return strings.EqualFold(u.Host, r.Host) || slices.ContainsFunc(t.options.AllowedOrigins, func(allowed string) bool {
		return strings.EqualFold(strings.TrimSuffix(allowed, "/"), origin)
	})
}

// keeper keeps the connection that a WebSocket takes over, so that it can be cut
// where the closing handshake takes too long.
type keeper struct {
	http.ResponseWriter
	conn net.Conn
}

// Hijack hands the connection over.
func (k *keeper) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(k.ResponseWriter).Hijack()
	k.conn = conn
	return conn, buffered, err
}
