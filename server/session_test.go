package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server"
)

const (
	signInCall  = `{"query":"mutation($i: SignInInput!) { begun: signIn(input: $i) { accessToken refreshToken userErrors { code path message } } }","variables":{"i":{"login":"LOGIN","password":"demo-password"}}}`
	refreshCall = `{"query":"mutation { begun: refreshSession(input: {}) { accessToken refreshToken userErrors { code path } } }"}`
	signOutCall = `{"query":"mutation { signOut(input: {}) { signedOut userErrors { code } } }"}`
)

// browser keeps cookies as a browser does, for one place.
type browser struct {
	api
	host    string
	cookies map[string]*http.Cookie
}

func (b *browser) post(t *testing.T, path, body string, header ...string) (answer, *http.Cookie) {
	t.Helper()
	r := []string{"Content-Type", "application/json"}
	for _, c := range b.cookies {
		if strings.HasPrefix(path, c.Path) {
			r = append(r, "Cookie", c.Name+"="+c.Value)
		}
	}
	a, _ := b.send(t, http.MethodPost, "http://"+b.host+path, body, append(r, header...)...)
	res := http.Response{Header: a.header}
	set := res.Cookies()
	if len(set) == 0 {
		return a, nil
	}
	if b.cookies == nil {
		b.cookies = map[string]*http.Cookie{}
	}
	b.cookies[set[0].Name] = set[0]
	return a, set[0]
}

func begun(t *testing.T, a answer) map[string]any {
	t.Helper()
	require.Equal(t, http.StatusOK, a.status, "%v", a.Errors)
	return a.Data["begun"].(map[string]any)
}

func as(login string) string { return strings.Replace(signInCall, "LOGIN", login, 1) }

func TestASessionLivesInACookieThatScriptsCannotRead(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const path = "/shop/session"
		b := &browser{api: a, host: "mall.test"}
		got, cookie := b.post(t, path, as("alice@demo.test"), "X-Session", "cookie", "Sec-Fetch-Site", "same-origin")
		first := begun(t, got)
		require.NotEmpty(t, first["accessToken"])
		require.Nil(t, first["refreshToken"], "nobody but the browser sees it")
		require.NotNil(t, cookie)
		assert.Equal(t, "__Secure-pointsmall-shop", cookie.Name)
		assert.True(t, cookie.HttpOnly)
		assert.True(t, cookie.Secure)
		assert.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
		assert.Equal(t, path, cookie.Path, "the browser sends it nowhere else")
		assert.Empty(t, cookie.Domain)

		got, second := b.post(t, path, refreshCall, "X-Session", "cookie")
		require.NotEmpty(t, begun(t, got)["accessToken"])
		require.NotNil(t, second)
		assert.NotEqual(t, cookie.Value, second.Value, "a token is good once")

		token := begun(t, got)["accessToken"].(string)
		got, gone := b.post(t, path, signOutCall, "X-Session", "cookie", "Authorization", "Bearer "+token)
		require.Equal(t, true, got.Data["signOut"].(map[string]any)["signedOut"])
		require.NotNil(t, gone)
		assert.Negative(t, gone.MaxAge, "the cookie goes with the session")

		b.cookies = map[string]*http.Cookie{second.Name: second}
		got, gone = b.post(t, path, refreshCall, "X-Session", "cookie")
		require.Nil(t, begun(t, got)["accessToken"], "the session is over")
		require.NotNil(t, gone)
		assert.Negative(t, gone.MaxAge)
	})
}

func TestACookieAloneDoesNothing(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		const path = "/shop/session"
		b := &browser{api: a, host: "mall.test"}
		_, cookie := b.post(t, path, as("alice@demo.test"), "X-Session", "cookie")
		require.NotNil(t, cookie)

		got, changed := b.post(t, path, refreshCall) // as a form of another page would
		require.Nil(t, changed)
		require.Equal(t, "INVALID_INPUT", begun(t, got)["userErrors"].([]any)[0].(map[string]any)["code"])
		for name, header := range map[string][]string{
			"a page of another site":      {"X-Session", "cookie", "Sec-Fetch-Site", "cross-site"},
			"a page of a sister site":     {"X-Session", "cookie", "Sec-Fetch-Site", "same-site"},
			"a page, before Fetch said":   {"X-Session", "cookie", "Origin", "https://evil.test"},
			"a stream, which sets no one": {"X-Session", "cookie", "Accept", "text/event-stream"},
			"something unknown":           {"X-Session", "storage"},
		} {
			got, changed := b.post(t, path, refreshCall, header...)
			assert.Contains(t, []int{http.StatusBadRequest, http.StatusForbidden}, got.status, name)
			assert.Nil(t, changed, name)
		}
		got, changed = b.post(t, path, `{"query":"{ me { id } }"}`, "X-Session", "cookie")
		require.Nil(t, changed)
		require.Nil(t, got.Data["me"], "it begins sessions, and reads nothing")
		got, _ = b.post(t, path, strings.Replace(refreshCall, "input: {}", `input: {refreshToken: \"x\"}`, 1), "X-Session", "cookie")
		require.Equal(t, "INVALID_INPUT", begun(t, got)["userErrors"].([]any)[0].(map[string]any)["code"])
	})
}

func TestPagesOfOtherSitesMayNotSendTheHeader(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		allowing := a.configured(t, server.Config{PublicURL: "https://mall.test", AllowedOrigins: []string{"https://shop.example"}})
		for _, path := range []string{"/graphql", "/shop/session", "/console/session"} {
			r := httptest.NewRequest(http.MethodOptions, "https://mall.test"+path, http.NoBody)
			r.Header.Set("Origin", "https://shop.example")
			r.Header.Set("Access-Control-Request-Method", http.MethodPost)
			r.Header.Set("Access-Control-Request-Headers", "content-type,x-session")
			w := httptest.NewRecorder()
			allowing.Handler().ServeHTTP(w, r)
			require.NotContains(t, strings.ToLower(w.Header().Get("Access-Control-Allow-Headers")), "x-session", path)
		}
	})
}

func TestShopAndConsoleShareNoSession(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		b := &browser{api: a, host: "mall.test"}
		got, cookie := b.post(t, "/shop/session", as("admin@demo.test"), "X-Session", "cookie")
		require.Nil(t, cookie)
		require.Equal(t, "FORBIDDEN", begun(t, got)["userErrors"].([]any)[0].(map[string]any)["code"])
		got, cookie = b.post(t, "/console/session", as("alice@demo.test"), "X-Session", "cookie")
		require.Nil(t, cookie)
		require.Equal(t, "FORBIDDEN", begun(t, got)["userErrors"].([]any)[0].(map[string]any)["code"])

		_, shops := b.post(t, "/shop/session", as("alice@demo.test"), "X-Session", "cookie")
		_, consoles := b.post(t, "/console/session", as("admin@demo.test"), "X-Session", "cookie")
		require.Equal(t, "/shop/session", shops.Path)
		require.Equal(t, "/console/session", consoles.Path)
		require.NotEqual(t, shops.Name, consoles.Name)
		// One that is moved by hand is of no use there.
		b.cookies = map[string]*http.Cookie{"": {Name: consoles.Name, Value: shops.Value, Path: "/console/session"}}
		got, _ = b.post(t, "/console/session", refreshCall, "X-Session", "cookie")
		require.Nil(t, begun(t, got)["accessToken"])
		// On the API's own path whoever builds a storefront has a third.
		_, own := b.post(t, "/graphql", as("bob@demo.test"), "X-Session", "cookie")
		require.Equal(t, "/graphql", own.Path)
	})
}

func TestCookiesFollowWhereTheMallIs(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		for host, secure := range map[string]bool{"127.0.0.1:8080": false, "localhost:8080": false, "[::1]:8080": false, "192.0.2.7:8080": true, "mall.test": true} {
			b := &browser{api: a.configured(t, server.Config{PublicURL: "http://" + host + "/mall"}), host: host}
			_, cookie := b.post(t, "/shop/session", as("alice@demo.test"), "X-Session", "cookie")
			require.NotNil(t, cookie, host)
			assert.Equal(t, secure, cookie.Secure, host)
			assert.Equal(t, secure, strings.HasPrefix(cookie.Name, "__Secure-"), host)
			assert.Equal(t, "/mall/shop/session", cookie.Path, host)
		}
	})
}

func TestPagesAreServedAndNameTheirDocuments(t *testing.T) {
	run(t, func(t *testing.T, a api) {
		for _, path := range []string{"/shop/", "/console/", "/shop/goods/essay-book"} {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			r.Header.Set("Accept", "text/html")
			w := httptest.NewRecorder()
			a.Handler().ServeHTTP(w, r)
			require.Equal(t, http.StatusOK, w.Code, path)
			require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'self'")
		}
	})
}
