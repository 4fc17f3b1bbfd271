package alipay

import (
	"context"
	"errors"
	"net/url"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// timeFormat is how Alipay writes times.
const timeFormat = "2006-01-02 15:04:05"

// Open signs what leads the member to Alipay. Nothing is asked of the platform: it knows the
// attempt when the member is there.
func (a *Provider) Open(_ context.Context, p *ent.Payment) (payment.Opened, error) {
	o, err := payment.OptionsOf(p.Options)
	if err != nil {
		return payment.Opened{}, err
	}
	amount, err := payment.Yuan(mall.Money{Minor: p.AmountMinor, Currency: p.Currency})
	if err != nil {
		return payment.Opened{}, &payment.Refusal{Code: "CURRENCY", Says: err.Error()}
	}
	until := p.ExpiresAt.In(there).Format(timeFormat)
	trade := alipay.Trade{
		NotifyURL: a.notify, ReturnURL: o.ReturnURL, Subject: a.subject, OutTradeNo: payment.NumberOf(p.ID), TotalAmount: amount, TimeExpire: until,
	}
	action, err := a.lead(o.Scene, trade, until)
	if err != nil {
		return payment.Opened{}, errors.New("sign an order for Alipay: the private key does not sign")
	}
	return payment.Opened{Action: action}, nil
}

// lead is what leads a member to Alipay.
func (a *Provider) lead(scene mall.PaymentScene, trade alipay.Trade, until string) (string, error) {
	var to *url.URL
	var err error
	switch scene {
	case mall.SceneApp:
		trade.ProductCode, trade.ReturnURL = "QUICK_MSECURITY_PAY", ""
		return a.client.TradeAppPay(alipay.TradeAppPay{Trade: trade})
	case mall.SceneWAP:
		trade.ProductCode = "QUICK_WAP_WAY"
		// The SDK's order for phones has a field of its own for the end; the common one is
		// silently left out where this is empty.
		to, err = a.client.TradeWapPay(alipay.TradeWapPay{Trade: trade, QuitURL: trade.ReturnURL, TimeExpire: until})
	default:
		trade.ProductCode = "FAST_INSTANT_TRADE_PAY"
		to, err = a.client.TradePagePay(alipay.TradePagePay{Trade: trade})
	}
	if err != nil {
		return "", err
	}
	return to.String(), nil
}
