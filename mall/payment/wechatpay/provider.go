package wechatpay

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// path is where WeChat Pay calls.
const path = "/payments/wechat"

// Provider is WECHAT_PAY.
type Provider struct {
	settings Settings
	notify   string // the URL that WeChat Pay calls
	subject  string
	apiKey   string // by which calls are encrypted
	client   *core.Client
	calls    *validators.WechatPayNotifyValidator
}

// patience is the longest wait for an answer, for calls whose context has no end.
const patience = 20 * time.Second

// New makes the provider of complete settings. WeChat Pay calls it below publicURL, and shows
// members the subject.
func New(s Settings, publicURL, subject string) (*Provider, error) {
	k, err := s.keys()
	if err != nil {
		return nil, err
	}
	client, err := core.NewClient(context.Background(),
		option.WithWechatPayPublicKeyAuthCipher(s.Merchant, s.Serial, k.private, s.PublicKeyID, k.public),
		option.WithHTTPClient(&http.Client{Timeout: patience, Transport: elsewhere(s.Gateway)}))
	if err != nil {
		return nil, fmt.Errorf("make the client of WeChat Pay: %s", payment.Mask(err.Error()))
	}
	calls := validators.NewWechatPayNotifyValidator(verifiers.NewSHA256WithRSAPubkeyVerifier(s.PublicKeyID, *k.public))
	return &Provider{settings: s, notify: publicURL + path, subject: subject, apiKey: k.api, client: client, calls: calls}, nil
}

// redirect sends requests to another address: the SDK's own is fixed.
type redirect struct{ to *url.URL }

func elsewhere(gateway string) http.RoundTripper {
	to, err := url.Parse(gateway)
	if gateway == "" || err != nil {
		return http.DefaultTransport
	}
	return redirect{to}
}

// RoundTrip sends a request.
func (t redirect) RoundTrip(r *http.Request) (*http.Response, error) {
	there := r.Clone(r.Context())
	there.URL.Scheme, there.URL.Host, there.Host = t.to.Scheme, t.to.Host, t.to.Host
	return http.DefaultTransport.RoundTrip(there)
}

// Method is WECHAT_PAY.
func (*Provider) Method() mall.PaymentMethod { return mall.PayByWeChat }

// Remote is true.
func (*Provider) Remote() bool { return true }

// Scenes are where members can pay.
func (*Provider) Scenes() []mall.PaymentScene {
	return []mall.PaymentScene{mall.SceneJSAPI, mall.SceneNative, mall.SceneH5}
}

// Action is what WeChat Pay has answered.
func (*Provider) Action(p *ent.Payment) string { return p.ClientAction }

// Takes refuses other money than CNY, and scenes that lack something.
func (w *Provider) Takes(amount mall.Money, o payment.Options) *mall.Error {
	if _, err := payment.Fen(amount); err != nil {
		return mall.Errorf(mall.CodeNotAvailable, "WeChat Pay takes CNY alone, not %s", "微信支付仅支持人民币，不支持 %s", amount.Currency).At("paymentMethod")
	}
	switch {
	case o.Scene != "" && !slices.Contains(w.Scenes(), o.Scene):
		return mall.Errorf(mall.CodeInvalidInput, "WeChat Pay has the scenes JSAPI, NATIVE and H5, not %s", "微信支付的场景为 JSAPI、NATIVE、H5，不支持 %s", o.Scene).At("paymentOptions", "scene")
	case o.Scene == mall.SceneJSAPI && (o.OpenID == "" || len(o.OpenID) > 128):
		return mall.Errorf(mall.CodeInvalidInput, "inside WeChat the member's openId is needed, of 1 to 128 characters", "JSAPI 支付须传会员的 openId（1 至 128 个字符）").At("paymentOptions", "openId")
	case o.Scene == mall.SceneH5 && o.Address == "":
		return mall.Errorf(mall.CodeNotAvailable, "it is not known from where the member calls, which WeChat Pay asks for in a browser", "无法获取会员的网络地址，H5 支付不可用").At("paymentOptions", "scene")
	}
	return nil
}
