package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
)

// WeChatSignIn is WeChat as far as members sign in by it: code2Session of mini-programs, and
// OAuth of websites. A code is good once, for the app that it was made for.
type WeChatSignIn struct {
	MiniApp, MiniSecret, WebApp, WebSecret, WebRedirect string

	mu    sync.Mutex
	codes map[string]person
	used  map[string]bool
	made  int
	down  bool
	next  person
}

type person struct{ app, openID, unionID string }

// NewWeChatSignIn opens WeChat with a mini-program and a website of one owner.
func NewWeChatSignIn() *WeChatSignIn {
	return &WeChatSignIn{
		MiniApp: "wx00000000000000a1", MiniSecret: "secret-of-the-mini-program-00000", WebApp: "wx00000000000000b2", WebSecret: "secret-of-the-website-0000000000",
		WebRedirect: "https://shop.mall.test/back", codes: map[string]person{}, used: map[string]bool{},
	}
}

// Login is what wx.login of a person gives the mini-program. Without a unionID, WeChat does not
// tell it.
func (g *WeChatSignIn) Login(openID, unionID string) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.code(person{g.MiniApp, openID, unionID})
}

func (g *WeChatSignIn) code(p person) string {
	g.made++
	code := fmt.Sprintf("0%031d", g.made)
	g.codes[code] = p
	return code
}

// Scan has a person scan the code of the next page that is opened.
func (g *WeChatSignIn) Scan(openID, unionID string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next = person{g.WebApp, openID, unionID}
}

// Down has the platform answer that it is busy.
func (g *WeChatSignIn) Down(down bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down = down
}

// ServeHTTP answers browsers and the mall.
func (g *WeChatSignIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	query := r.URL.Query()
	switch r.URL.Path {
	case "/connect/qrconnect":
		g.page(w, r, query)
	case "/sns/jscode2session":
		g.answer(w, query, "js_code", g.MiniApp, g.MiniSecret, "session_key")
	case "/sns/oauth2/access_token":
		g.answer(w, query, "code", g.WebApp, g.WebSecret, "access_token")
	default:
		http.NotFound(w, r)
	}
}

// page is what a browser sees: the person scans its code, and WeChat sends the browser back.
func (g *WeChatSignIn) page(w http.ResponseWriter, r *http.Request, query url.Values) {
	if query.Get("appid") != g.WebApp || query.Get("redirect_uri") != g.WebRedirect || query.Get("scope") != "snsapi_login" || query.Get("response_type") != "code" {
		http.Error(w, "redirect_uri parameter error", http.StatusBadRequest)
		return
	}
	back := url.Values{"code": {g.code(g.next)}, "state": {query.Get("state")}}
	http.Redirect(w, r, g.WebRedirect+"?"+back.Encode(), http.StatusFound)
}

// answer turns a code into a person.
func (g *WeChatSignIn) answer(w http.ResponseWriter, query url.Values, parameter, app, secret, key string) {
	code := query.Get(parameter)
	p, known := g.codes[code]
	answer := map[string]any{}
	switch {
	case g.down:
		answer["errcode"], answer["errmsg"] = -1, "system error"
	case query.Get("appid") != app:
		answer["errcode"], answer["errmsg"] = 40013, "invalid appid"
	case query.Get("secret") != secret:
		answer["errcode"], answer["errmsg"] = 40125, "invalid appsecret"
	case query.Get("grant_type") != "authorization_code":
		answer["errcode"], answer["errmsg"] = 40002, "invalid grant_type"
	case g.used[code]:
		answer["errcode"], answer["errmsg"] = 40163, "code been used"
	case !known || p.app != app:
		answer["errcode"], answer["errmsg"] = 40029, "invalid code"
	default:
		g.used[code] = true
		answer["openid"], answer[key] = p.openID, "kept by the mall's app alone"
		if p.unionID != "" {
			answer["unionid"] = p.unionID
		}
	}
	w.Header().Set("Content-Type", "text/plain") // as WeChat does
	_ = json.NewEncoder(w).Encode(answer)
}
