package server

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"pointsmall/graph"
	"pointsmall/mall"
	"pointsmall/mall/access"
)

// sessionHeader has a session begin, go on or end by a cookie. No page of another site can send
// it: browsers would have to ask first, and the answer is no.
const sessionHeader = "X-Session"

// place is where sessions of cookies begin, go on and end. Each has a cookie of its own, which
// browsers send to its path alone.
type place struct {
	// path is the place's own, below the mall's: /shop/session.
	path, cookie string
	audience     access.Audience
}

// The places. A storefront of somebody else's on the mall's own host uses /graphql.
var (
	shopSession    = place{"/shop/session", "pointsmall-shop", access.AudienceMembers}
	consoleSession = place{"/console/session", "pointsmall-console", access.AudienceStaff}
	anySession     = place{"/graphql", "pointsmall", ""}
)

// cookies lets calls with the header X-Session: cookie begin sessions, renew and end them by the
// place's cookie. Others pass as they are: their sessions have no cookie.
func (s *Server) cookies(at place) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := access.WithAudience(r.Context(), at.audience)
			switch asked := r.Header.Get(sessionHeader); {
			case asked == "":
			case asked != "cookie":
				refuse(w, r, http.StatusBadRequest, mall.CodeBadRequest, mall.Textf("X-Session can only be cookie", "X-Session 只能为 cookie"))
				return
			case r.Method != http.MethodPost || streams(r):
				refuse(w, r, http.StatusBadRequest, mall.CodeBadRequest,
					mall.Textf("send X-Session with a POST that asks for JSON: a stream can set no cookie", "X-Session 只能随要求 JSON 的 POST 请求发送：数据流无法设置 Cookie"))
				return
			case !sameOrigin(r):
				refuse(w, r, http.StatusForbidden, mall.CodePreflightRequired,
					mall.Textf("a page of another site asks for this session", "其他网站的页面不能使用此会话"))
				return
			default:
				ctx = graph.WithCookieSession(ctx, &cookieSession{s: s, at: at, w: w, r: r})
			}
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// streams reports whether the answer may begin before it is known which cookie it sets.
func streams(r *http.Request) bool {
	return strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")), "text/event-stream") || r.Header.Get("Upgrade") != ""
}

// sameOrigin reports whether a page of the mall's own host asks, or no page at all. Browsers say
// so themselves; a header that no script can set.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// cookieSession is the session of one request. It is read before, and written while, the answer is made.
type cookieSession struct {
	s  *Server
	at place
	w  http.ResponseWriter
	r  *http.Request
}

// Token is the refresh token that the browser has sent.
func (c *cookieSession) Token() string {
	cookie, err := c.r.Cookie(c.name())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// Keep has the browser keep another refresh token, or none.
func (c *cookieSession) Keep(token string) {
	cookie := &http.Cookie{
		Name: c.name(), Value: token, Path: c.s.basePath() + c.at.path, MaxAge: int(access.RefreshTTL.Seconds()),
		HttpOnly: true, Secure: c.s.secureCookies(c.r), SameSite: http.SameSiteStrictMode,
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	c.w.Header().Set("Set-Cookie", cookie.String()) // the last one of an operation counts
}

// name is the cookie's. Browsers take one whose name begins with __Secure- over https alone, so
// that nobody on the way can put another in its place.
func (c *cookieSession) name() string {
	if c.s.secureCookies(c.r) {
		return "__Secure-" + c.at.cookie
	}
	return c.at.cookie
}

// secureCookies reports whether cookies go over https alone. They do not on a machine's own
// address without https, where a mall is tried out.
func (s *Server) secureCookies(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(s.config.PublicURL, "https://") {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host != "localhost" && (ip == nil || !ip.IsLoopback())
}

// basePath is the path at which browsers find the mall: "" or such as /mall.
func (s *Server) basePath() string {
	u, err := url.Parse(s.config.PublicURL)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}
