package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	textlang "golang.org/x/text/language"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/server/rate"
)

var languages = textlang.NewMatcher([]textlang.Tag{textlang.English, textlang.SimplifiedChinese})

// language reads Accept-Language.
func language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Language")
		if header := r.Header.Get("Accept-Language"); header != "" && languageOf(header) == mall.LangZH {
			r = r.WithContext(mall.WithLang(r.Context(), mall.LangZH))
		}
		next.ServeHTTP(w, r)
	})
}

func languageOf(header string) mall.Lang {
	switch header { // what most clients send, without parsing it
	case "zh-CN", "zh-CN,zh;q=0.9", "zh":
		return mall.LangZH
	case "en", "en-US,en;q=0.9", "*":
		return mall.LangEN
	}
	if _, i := textlang.MatchStrings(languages, header); i == 1 {
		return mall.LangZH
	}
	return mall.LangEN
}

// authenticate finds out who calls. A token that is not good is refused, never
// taken for no token.
func (s *Server) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := r.Header.Get("Authorization")
		if header == "" {
			next.ServeHTTP(w, r)
			return
		}
		actor, err := s.actor(r.Context(), header)
		if err != nil {
			s.refuseToken(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(mall.WithActor(r.Context(), actor)))
	})
}

// actor reads the value of an Authorization header.
func (s *Server) actor(ctx context.Context, header string) (mall.Actor, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return mall.Actor{}, access.ErrBadToken
	}
	return s.Services.Access.Authenticate(ctx, strings.TrimSpace(token))
}

// charged is actor for sockets: a bad token is charged to whoever sends it.
func (s *Server) charged(ctx context.Context, header string) (mall.Actor, error) {
	actor, err := s.actor(ctx, header)
	if errors.Is(err, access.ErrBadToken) {
		_ = s.rates.Fail(ctx) // bad it is, whatever is left
	}
	return actor, err
}

// refuseToken says that a token is bad, or that there were too many requests of this
// kind.
func (s *Server) refuseToken(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, access.ErrBadToken) {
		refused := s.rates.Fail(r.Context())
		s.rates.Tell(r.Context(), w.Header())
		if refused != nil {
			rate.Refuse(w, r, refused)
			return
		}
	}
	status, code := http.StatusUnauthorized, mall.CodeUnauthenticated
	message := mall.Textf("the token is not valid, or no longer: sign in again", "令牌无效或已过期，请重新登录")
	if !errors.Is(err, access.ErrBadToken) {
		slog.ErrorContext(r.Context(), "a token could not be checked", "error", err)
		status, code = http.StatusServiceUnavailable, mall.CodeUnavailable
		message = mall.Textf("the token could not be checked; try again", "暂时无法验证令牌，请稍后重试")
	} else {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	refuse(w, r, status, code, message)
}
