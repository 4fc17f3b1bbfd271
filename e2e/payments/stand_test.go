// Package payments_test tries the payment providers against platforms that misbehave.
package payments_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/payment"
	"pointsmall/mall/payment/alipay"
	"pointsmall/mall/payment/stripe"
	"pointsmall/mall/payment/testpay"
	"pointsmall/mall/payment/wechatpay"
)

// home is the mall's address.
const home = "https://mall.test"

// stand is a provider with its platform.
type stand struct {
	payment.Provider
	platform gateway.Gateway
	options  payment.Options
	clock    func() time.Time
}

// opener makes a stand whose business goes by a clock.
type opener func(t *testing.T, clock func() time.Time) *stand

// remote are the providers with a platform.
var remote = map[string]opener{"wechat": openWeChat, "alipay": openAlipay, "stripe": openStripe}

// serve serves a platform until the test's end.
func serve(t *testing.T, g gateway.Gateway) string {
	t.Helper()
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	return s.URL
}

func openWeChat(t *testing.T, clock func() time.Time) *stand {
	t.Helper()
	g := gateway.NewWeChat(clock)
	p, err := wechatpay.New(weChatSettings(g, serve(t, g)), home, "Points mall")
	require.NoError(t, err)
	return &stand{p, g, payment.Options{}, clock}
}

func weChatSettings(g *gateway.WeChat, at string) wechatpay.Settings {
	return wechatpay.Settings{
		Merchant: g.Merchant, App: g.App, Serial: g.Serial, PrivateKey: payment.Secret(g.MerchantKey()), APIKey: payment.Secret(g.APIKey),
		PublicKeyID: g.PublicKeyID, PublicKey: payment.Secret(g.PlatformKey()), Gateway: at,
	}
}

func openAlipay(t *testing.T, clock func() time.Time) *stand {
	t.Helper()
	g := gateway.NewAlipay(clock)
	p, err := alipay.New(alipaySettings(g, serve(t, g)), home, "Points mall")
	require.NoError(t, err)
	return &stand{p, g, payment.Options{}, clock}
}

func alipaySettings(g *gateway.Alipay, at string) alipay.Settings {
	return alipay.Settings{App: g.App, Seller: g.Seller, PrivateKey: payment.Secret(g.MerchantKey()), PublicKey: payment.Secret(g.PlatformKey()), Gateway: at}
}

func openStripe(t *testing.T, clock func() time.Time) *stand {
	t.Helper()
	g := gateway.NewStripe(clock)
	p, err := stripe.New(stripeSettings(g, serve(t, g)), "Points mall", clock)
	require.NoError(t, err)
	return &stand{p, g, payment.Options{}, clock}
}

func stripeSettings(g *gateway.Stripe, at string) stripe.Settings {
	return stripe.Settings{SecretKey: payment.Secret(g.SecretKey), PublicKey: g.PublicKey, WebhookSecret: payment.Secret(g.WebhookSecret), Gateway: at}
}

// entPayment is a row of a payment.
type entPayment = ent.Payment

func openTest(*testing.T, func() time.Time) *stand { return &stand{Provider: testpay.Provider{}} }

// each runs f with each provider that has a platform.
func each(t *testing.T, f func(t *testing.T, s *stand, clock *malltest.Clock)) {
	t.Helper()
	t.Parallel()
	for name, open := range remote {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &malltest.Clock{}
			clock.Set(malltest.Start)
			f(t, open(t, clock.Now), clock)
		})
	}
}

// attempt is one that the mall has just noted.
func (s *stand) attempt() *ent.Payment {
	now := s.clock()
	return &ent.Payment{
		ID: mall.NewPaymentID(), AmountMinor: 180_00, Currency: "CNY", Status: mall.PaymentPending, Options: s.options.String(),
		RequestedAt: now, ExpiresAt: now.Add(14 * time.Minute),
	}
}

// begun is one that was begun, and that the member has before them.
func (s *stand) begun(t *testing.T) *ent.Payment {
	t.Helper()
	p := s.attempt()
	s.begin(t, p)
	require.NoError(t, s.platform.Visit(p.ClientAction))
	return p
}

func (s *stand) begin(t *testing.T, p *ent.Payment) {
	t.Helper()
	opened, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	p.ClientAction, p.Reference, p.OpenedAt = opened.Action, opened.Reference, new(s.clock())
}

// paid is one that was paid.
func (s *stand) paid(t *testing.T) *ent.Payment {
	t.Helper()
	p := s.begun(t)
	require.NoError(t, s.platform.Pay(payment.NumberOf(p.ID)))
	return p
}

// book is what the platform has taken and sent back of an attempt.
func (s *stand) book(p *ent.Payment) (taken, back int64) {
	return s.platform.Book(payment.NumberOf(p.ID))
}
