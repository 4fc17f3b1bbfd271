package wechatpay

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/h5"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/native"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// Open asks for an order at WeChat Pay. The same number with the same terms is the same order
// there, so asking again is safe.
func (w *Provider) Open(ctx context.Context, p *ent.Payment) (payment.Opened, error) {
	o, err := payment.OptionsOf(p.Options)
	if err != nil {
		return payment.Opened{}, err
	}
	fen, err := payment.Fen(mall.Money{Minor: p.AmountMinor, Currency: p.Currency})
	if err != nil {
		return payment.Opened{}, &payment.Refusal{Code: "CURRENCY", Says: err.Error()}
	}
	a := attempt{
		number: payment.NumberOf(p.ID), fen: fen, currency: string(p.Currency),
		// The same instant each time: other terms with the same number are refused.
		until: p.ExpiresAt.UTC().Truncate(time.Second), options: o,
	}
	var action string
	switch o.Scene {
	case mall.SceneJSAPI:
		action, err = w.openInside(ctx, a)
	case mall.SceneH5:
		action, err = w.openBrowser(ctx, a)
	default:
		action, err = w.openCode(ctx, a)
	}
	return payment.Opened{Action: action}, err
}

// attempt is what WeChat Pay is asked for.
type attempt struct {
	number   string
	fen      int64
	currency string
	until    time.Time
	options  payment.Options
}

// errNoAnswer is an answer without what was asked for. The SDK takes it for a good one.
var errNoAnswer = errors.New("the answer lacks what was asked for")

func (w *Provider) openCode(ctx context.Context, a attempt) (string, error) {
	answer, result, err := (&native.NativeApiService{Client: w.client}).Prepay(ctx, native.PrepayRequest{
		Appid: &w.settings.App, Mchid: &w.settings.Merchant, Description: &w.subject, OutTradeNo: &a.number, TimeExpire: &a.until, NotifyUrl: &w.notify,
		Amount: &native.Amount{Total: &a.fen, Currency: &a.currency},
	})
	switch {
	case err != nil:
		return "", outcome("ask WeChat Pay for a code", result, err)
	case answer.CodeUrl == nil || *answer.CodeUrl == "":
		return "", payment.Unknown("ask WeChat Pay for a code", errNoAnswer)
	}
	return *answer.CodeUrl, nil
}

func (w *Provider) openBrowser(ctx context.Context, a attempt) (string, error) {
	answer, result, err := (&h5.H5ApiService{Client: w.client}).Prepay(ctx, h5.PrepayRequest{
		Appid: &w.settings.App, Mchid: &w.settings.Merchant, Description: &w.subject, OutTradeNo: &a.number, TimeExpire: &a.until, NotifyUrl: &w.notify,
		Amount:    &h5.Amount{Total: &a.fen, Currency: &a.currency},
		SceneInfo: &h5.SceneInfo{PayerClientIp: &a.options.Address, H5Info: &h5.H5Info{Type: core.String("Wap")}},
	})
	switch {
	case err != nil:
		return "", outcome("ask WeChat Pay for a page", result, err)
	case answer.H5Url == nil || *answer.H5Url == "":
		return "", payment.Unknown("ask WeChat Pay for a page", errNoAnswer)
	}
	if a.options.ReturnURL == "" {
		return *answer.H5Url, nil
	}
	return *answer.H5Url + "&redirect_url=" + url.QueryEscape(a.options.ReturnURL), nil
}

// openInside answers with what a page inside WeChat hands to it, as JSON. The SDK's function
// for the whole of it panics where an answer has no prepay_id.
func (w *Provider) openInside(ctx context.Context, a attempt) (string, error) {
	answer, result, err := (&jsapi.JsapiApiService{Client: w.client}).Prepay(ctx, jsapi.PrepayRequest{
		Appid: &w.settings.App, Mchid: &w.settings.Merchant, Description: &w.subject, OutTradeNo: &a.number, TimeExpire: &a.until, NotifyUrl: &w.notify,
		Amount: &jsapi.Amount{Total: &a.fen, Currency: &a.currency}, Payer: &jsapi.Payer{Openid: &a.options.OpenID},
	})
	switch {
	case err != nil:
		return "", outcome("ask WeChat Pay for a payment inside WeChat", result, err)
	case answer.PrepayId == nil || *answer.PrepayId == "":
		return "", payment.Unknown("ask WeChat Pay for a payment inside WeChat", errNoAnswer)
	}
	at, nonce, bundle := strconv.FormatInt(time.Now().Unix(), 10), rand.Text(), "prepay_id="+*answer.PrepayId
	signed, err := w.client.Sign(ctx, fmt.Sprintf("%s\n%s\n%s\n%s\n", w.settings.App, at, nonce, bundle))
	if err != nil {
		return "", errors.New("sign a payment inside WeChat: the private key does not sign")
	}
	text, err := json.Marshal(map[string]string{
		"appId": w.settings.App, "timeStamp": at, "nonceStr": nonce, "package": bundle, "signType": "RSA", "paySign": signed.Signature,
	})
	return string(text), err
}
