package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"pointsmall/mall"
)

const (
	// timeout bounds each call.
	timeout = 5 * time.Second
	// maxAnswer bounds an answer, in bytes.
	maxAnswer = 64 << 10

	// The addresses of WeChat.
	api  = "https://api.weixin.qq.com"
	page = "https://open.weixin.qq.com"
)

// What can go wrong.
var (
	// ErrRefused says that WeChat does not vouch for the caller.
	ErrRefused = errors.New("WeChat does not vouch for this code")
	// ErrUnavailable says that WeChat does not answer as it should, or not to this app.
	ErrUnavailable = errors.New("WeChat does not answer")
)

// Config names the apps as WeChat knows them. The zero Config is none.
type Config struct {
	MiniAppID   string `help:"The WeChat mini-program by which members may sign in." env:"MINI_APP_ID" placeholder:"ID"`
	MiniSecret  string `help:"Its secret. Better set by its variable, as others can see a command line." env:"MINI_SECRET" placeholder:"SECRET"`
	WebAppID    string `help:"The WeChat website app by which members may sign in on pages." env:"WEB_APP_ID" placeholder:"ID"`
	WebSecret   string `help:"Its secret. Better set by its variable, as others can see a command line." env:"WEB_SECRET" placeholder:"SECRET"`
	WebRedirect string `help:"The page to which WeChat sends browsers back; it calls signInWithIdentity." env:"WEB_REDIRECT" placeholder:"URL"`
	// Gateway stands in for WeChat's own addresses; "": nothing does.
	Gateway string `help:"An address that stands in for WeChat's own, for trying things out." name:"sign-in-gateway" env:"SIGN_IN_GATEWAY" placeholder:"URL"`
}

// Check refuses settings that lack something.
func (c Config) Check() error {
	if (c.MiniAppID == "") != (c.MiniSecret == "") {
		return errors.New("--wechat-mini-app-id and --wechat-mini-secret go together")
	}
	if (c.WebAppID == "") != (c.WebSecret == "") || (c.WebAppID == "") != (c.WebRedirect == "") {
		return errors.New("--wechat-web-app-id, --wechat-web-secret and --wechat-web-redirect go together")
	}
	return nil
}

// Apps are the apps by which members sign in.
type Apps struct {
	config Config
	client *http.Client
}

// New makes the apps.
func New(c Config) *Apps { return &Apps{config: c, client: &http.Client{Timeout: timeout}} }

// Has reports whether there is an app for a provider.
func (a *Apps) Has(p mall.IdentityProvider) bool {
	if a == nil {
		return false
	}
	return p == mall.IdentityWeChatMini && a.config.MiniAppID != "" || p == mall.IdentityWeChatWeb && a.config.WebAppID != ""
}

// Account is a person as an app of WeChat knows them.
type Account struct {
	// Issuer names the app, Subject the person in it.
	Issuer, Subject string
	// UnionID names the person in all apps of one owner; "" where WeChat does not tell.
	UnionID string
}

// Page is where a browser is sent to sign in on the website app; it comes back with the state.
func (a *Apps) Page(state string) string {
	query := url.Values{"appid": {a.config.WebAppID}, "redirect_uri": {a.config.WebRedirect}, "response_type": {"code"}, "scope": {"snsapi_login"}, "state": {state}}
	return or(a.config.Gateway, page) + "/connect/qrconnect?" + query.Encode() + "#wechat_redirect"
}

// Who asks WeChat whose code this is. Errors: ErrRefused, ErrUnavailable.
func (a *Apps) Who(ctx context.Context, p mall.IdentityProvider, code string) (Account, error) {
	var path, app string
	query := url.Values{"grant_type": {"authorization_code"}}
	switch p {
	case mall.IdentityWeChatMini:
		path, app = "/sns/jscode2session", a.config.MiniAppID
		query.Set("appid", app)
		query.Set("secret", a.config.MiniSecret)
		query.Set("js_code", code)
	case mall.IdentityWeChatWeb:
		path, app = "/sns/oauth2/access_token", a.config.WebAppID
		query.Set("appid", app)
		query.Set("secret", a.config.WebSecret)
		query.Set("code", code)
	default:
		return Account{}, ErrUnavailable
	}
	var answer struct {
		OpenID  string `json:"openid"`
		UnionID string `json:"unionid"`
		Code    int    `json:"errcode"`
	}
	if err := a.get(ctx, path+"?"+query.Encode(), &answer); err != nil {
		return Account{}, err
	}
	switch {
	case slices.Contains(refusals, answer.Code):
		return Account{}, fmt.Errorf("%w: errcode %d", ErrRefused, answer.Code)
	case answer.Code != 0, answer.OpenID == "":
		return Account{}, fmt.Errorf("%w: errcode %d", ErrUnavailable, answer.Code)
	}
	return Account{Issuer: "wechat:" + app, Subject: answer.OpenID, UnionID: answer.UnionID}, nil
}

// refusals are the error codes that are about the code: it is invalid, was used, has expired, or
// is of a person whom WeChat has blocked.
var refusals = []int{40029, 40163, 41008, 42003, 40226}

// get reads an answer. An error of net/http quotes the address, which has the secret.
func (a *Apps) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, or(a.config.Gateway, api)+path, nil)
	if err != nil {
		return ErrUnavailable
	}
	response, err := a.client.Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			return fmt.Errorf("%w: %w", ErrUnavailable, failed.Err)
		}
		return ErrUnavailable
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s", ErrUnavailable, response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("%w: its answer broke off", ErrUnavailable)
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%w: its answer makes no sense", ErrUnavailable)
	}
	return nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
