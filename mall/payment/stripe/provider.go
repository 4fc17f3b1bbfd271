package stripe

import (
	"net/http"
	"time"

	"github.com/stripe/stripe-go/v82"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// path is where Stripe calls.
const path = "/payments/stripe"

// Provider is STRIPE.
type Provider struct {
	keys
	publicKey string
	subject   string
	clock     mall.Clock
	client    *stripe.Client
}

// patience is the longest wait for an answer, for calls whose context has no end.
const patience = 20 * time.Second

// New makes the provider of complete settings. Stripe shows the subject with each payment.
func New(s Settings, subject string, clock mall.Clock) (*Provider, error) {
	k, err := s.keys()
	if err != nil {
		return nil, err
	}
	config := &stripe.BackendConfig{
		HTTPClient:        &http.Client{Timeout: patience},
		MaxNetworkRetries: stripe.Int64(1), // the SDK waits between them whatever the context says
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
		EnableTelemetry:   stripe.Bool(false),
	}
	if s.Gateway != "" {
		config.URL = stripe.String(s.Gateway)
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, config)
	return &Provider{
		keys: k, publicKey: s.PublicKey, subject: subject, clock: clock,
		client: stripe.NewClient(k.secret, stripe.WithBackends(&stripe.Backends{API: backend, Connect: backend, Uploads: backend, MeterEvents: backend})),
	}, nil
}

// Method is STRIPE.
func (*Provider) Method() mall.PaymentMethod { return mall.PayByStripe }

// Remote is true.
func (*Provider) Remote() bool { return true }

// PublicKey is the key with which a storefront shows Stripe's fields.
func (s *Provider) PublicKey() string { return s.publicKey }

// Action is the intent's client secret, for Stripe's own script.
func (*Provider) Action(p *ent.Payment) string { return p.ClientAction }

// most is the largest amount that Stripe takes, in its own units.
const most = 99_999_999

// Takes refuses amounts that Stripe cannot count, and scenes.
func (*Provider) Takes(amount mall.Money, o payment.Options) *mall.Error {
	if units, err := payment.StripeUnits(amount); err != nil || units > most {
		return mall.Errorf(mall.CodeNotAvailable, "%s cannot be paid by Stripe: it is too much, or Stripe has no such amounts of this currency", "Stripe 无法收取 %s：金额过大，或该货币没有这样的金额", amount).At("paymentMethod")
	}
	if o.Scene != "" {
		return mall.Errorf(mall.CodeInvalidInput, "Stripe has no scenes: leave it out", "Stripe 支付无需 scene，请勿传入").At("paymentOptions", "scene")
	}
	return nil
}
