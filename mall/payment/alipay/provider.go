package alipay

import (
	"net/http"
	"slices"
	"time"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// path is where Alipay calls.
const path = "/payments/alipay"

// Provider is ALIPAY.
type Provider struct {
	settings Settings
	notify   string // the URL that Alipay calls
	subject  string
	client   *alipay.Client
}

// patience is the longest wait for an answer, for calls whose context has no end.
const patience = 20 * time.Second

// there is Alipay's own time, in which all of its times are.
var there = time.FixedZone("Asia/Shanghai", 8*60*60)

// New makes the provider of complete settings. Alipay calls it below publicURL, and shows
// members the subject.
func New(s Settings, publicURL, subject string) (*Provider, error) {
	client, err := s.client(alipay.WithTimeLocation(there), alipay.WithHTTPClient(&http.Client{Timeout: patience}))
	if err != nil {
		return nil, err
	}
	return &Provider{settings: s, notify: publicURL + path, subject: subject, client: client}, nil
}

// Method is ALIPAY.
func (*Provider) Method() mall.PaymentMethod { return mall.PayByAlipay }

// Remote is true: what becomes of an attempt is asked of Alipay.
func (*Provider) Remote() bool { return true }

// Scenes are where members can pay.
func (*Provider) Scenes() []mall.PaymentScene {
	return []mall.PaymentScene{mall.ScenePage, mall.SceneWAP, mall.SceneApp}
}

// Action is a URL, or what the mall's app hands to Alipay's.
func (*Provider) Action(p *ent.Payment) string { return p.ClientAction }

// most is the largest amount that Alipay takes, in fen.
const most = 100_000_000_00

// Takes refuses other money than CNY, and other scenes.
func (a *Provider) Takes(amount mall.Money, o payment.Options) *mall.Error {
	if _, err := payment.Yuan(amount); err != nil || amount.Minor > most {
		return mall.Errorf(mall.CodeNotAvailable, "Alipay takes up to 100,000,000 CNY, not %s", "支付宝仅支持人民币，且不超过 1 亿元，不支持 %s", amount).At("paymentMethod")
	}
	if o.Scene != "" && !slices.Contains(a.Scenes(), o.Scene) {
		return mall.Errorf(mall.CodeInvalidInput, "Alipay has the scenes PAGE, WAP and APP, not %s", "支付宝的场景为 PAGE、WAP、APP，不支持 %s", o.Scene).At("paymentOptions", "scene")
	}
	return nil
}
