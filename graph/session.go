package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/access"
)

// CookieSession is where a browser's refresh token is kept, out of reach of its scripts.
type CookieSession interface {
	// Token is the refresh token that the browser has sent; "" where it has none.
	Token() string
	// Keep has the browser keep another one; "" has it forget the one it has.
	Keep(token string)
}

type cookieSessionKey struct{}

// WithCookieSession has the session that a request begins, renews or ends be one of a cookie.
func WithCookieSession(ctx context.Context, s CookieSession) context.Context {
	return context.WithValue(ctx, cookieSessionKey{}, s)
}

func cookieSessionOf(ctx context.Context) CookieSession {
	s, _ := ctx.Value(cookieSessionKey{}).(CookieSession)
	return s
}

// refreshToken is the token to renew a session by: the one that is given, else the cookie's.
func refreshToken(ctx context.Context, given *string) (string, error) {
	cookie := cookieSessionOf(ctx)
	switch {
	case cookie == nil && given == nil:
		return "", mall.Errorf(mall.CodeInvalidInput, "give refreshToken, or send the header X-Session: cookie where the session has a cookie",
			"请提供 refreshToken；若会话使用 Cookie，请发送请求头 X-Session: cookie").At("refreshToken")
	case cookie == nil:
		return *given, nil
	case given != nil:
		return "", mall.Errorf(mall.CodeInvalidInput, "with the header X-Session: cookie the cookie is the token: leave refreshToken out",
			"已发送请求头 X-Session: cookie，将使用 Cookie 中的令牌：请不要提供 refreshToken").At("refreshToken")
	}
	return cookie.Token(), nil
}

// keep puts a session's refresh token into its cookie, if it has one: then nobody else sees it.
func keep(ctx context.Context, t access.Tokens, shown *model.AuthPayload) {
	if cookie := cookieSessionOf(ctx); cookie != nil {
		cookie.Keep(t.Refresh)
		shown.RefreshToken = nil
	}
}

// forget takes the cookie of a session away that is over.
func forget(ctx context.Context) {
	if cookie := cookieSessionOf(ctx); cookie != nil && cookie.Token() != "" {
		cookie.Keep("")
	}
}
