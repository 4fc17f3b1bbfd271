package wiring

import (
	"fmt"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/payment"
	"pointsmall/mall/payment/alipay"
	"pointsmall/mall/payment/stripe"
	"pointsmall/mall/payment/wechatpay"
)

// PaymentSettings say by which providers members pay. A provider none of whose settings is set
// is not wanted; one of which some are missing keeps a server from starting. The tags are for
// command lines.
type PaymentSettings struct {
	Subject    string   `help:"What payment providers show members of what they pay for." name:"payment-subject" default:"Points mall" env:"POINTSMALL_PAYMENT_SUBJECT" placeholder:"TEXT"`
	ReturnURLs []string `help:"Sites to which a provider's page may lead members back, such as https://shop.example." name:"payment-return-sites" env:"POINTSMALL_PAYMENT_RETURN_SITES" placeholder:"ORIGIN"`

	WeChat wechatpay.Settings `embed:"" prefix:"wechat-" envprefix:"POINTSMALL_WECHAT_"`
	Alipay alipay.Settings    `embed:"" prefix:"alipay-" envprefix:"POINTSMALL_ALIPAY_"`
	Stripe stripe.Settings    `embed:"" prefix:"stripe-" envprefix:"POINTSMALL_STRIPE_"`
}

// PaymentState is how far the settings of a provider go.
type PaymentState struct {
	Method mall.PaymentMethod
	// Provider is there where the settings are complete.
	Provider payment.Provider
	// Err says what is missing or wrong.
	Err error
	// Elsewhere is the address that stands in for the provider's own; "": none does.
	Elsewhere string
}

// States are the providers that are wanted.
func (p PaymentSettings) States(publicURL string, clock mall.Clock) (states []PaymentState) {
	subject := p.Subject
	if subject == "" {
		subject = "Points mall"
	}
	add := func(method mall.PaymentMethod, elsewhere string, missing []string, wanted bool, open func() (payment.Provider, error)) {
		if !wanted {
			return
		}
		state := PaymentState{Method: method, Elsewhere: elsewhere}
		if len(missing) > 0 {
			state.Err = fmt.Errorf("these settings are missing: %s", strings.Join(missing, ", "))
		} else {
			state.Provider, state.Err = open()
		}
		states = append(states, state)
	}
	missing, wanted := p.WeChat.Missing()
	add(mall.PayByWeChat, p.WeChat.Gateway, missing, wanted, func() (payment.Provider, error) { return wechatpay.New(p.WeChat, publicURL, subject) })
	missing, wanted = p.Alipay.Missing()
	add(mall.PayByAlipay, p.Alipay.Gateway, missing, wanted, func() (payment.Provider, error) { return alipay.New(p.Alipay, publicURL, subject) })
	missing, wanted = p.Stripe.Missing()
	add(mall.PayByStripe, p.Stripe.Gateway, missing, wanted, func() (payment.Provider, error) { return stripe.New(p.Stripe, subject, clock) })
	return states
}

// OfferPayments has members choose the providers that are wanted. Call it before the first
// request.
func (s *Services) OfferPayments(p PaymentSettings, publicURL string) error {
	for _, state := range p.States(publicURL, s.Clock) {
		if state.Err != nil {
			return fmt.Errorf("payments by %s: %w", state.Method, state.Err)
		}
		s.Checkout.Offer(state.Provider)
	}
	s.Checkout.ReturnSites = p.ReturnURLs
	return nil
}
