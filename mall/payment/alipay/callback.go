package alipay

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/mall/payment"
)

// Path is where Alipay calls.
func (*Provider) Path() string { return path }

// Verify has the SDK check the signature by Alipay's public key (RSA2). Alipay's calls carry
// no time that could be checked; one that is repeated leads to nothing more.
func (a *Provider) Verify(c payment.Call) error {
	form, err := url.ParseQuery(string(c.Body))
	if err != nil || form.Get("sign") == "" {
		return errors.New("it is no form with a signature")
	}
	if form.Get("sign_type") != "RSA2" {
		return errors.New("it is not signed by RSA2")
	}
	return a.client.VerifySign(form)
}

// Trim takes the signature off.
func (*Provider) Trim(body []byte) (payment.Message, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return payment.Message{}, errors.New("it is no form")
	}
	form.Del("sign")
	form.Del("sign_type")
	return payment.Message{Key: form.Get("notify_id"), Content: []byte(form.Encode())}, nil
}

// Translate says what a call means.
func (a *Provider) Translate(m payment.Message) (n payment.Notice, err error) {
	form, err := url.ParseQuery(string(m.Content))
	if err != nil {
		return n, errors.New("it is no form")
	}
	if form.Get("app_id") != a.settings.App || form.Get("seller_id") != a.settings.Seller {
		return n, errors.New("it is about a payment of another app or merchant")
	}
	// A refund is told by the trade's status, which stays, and by what has gone back.
	if form.Get("refund_fee") != "" {
		if id, ok := payment.PaymentOfRefund(form.Get("out_biz_no")); ok {
			return payment.Notice{Kind: payment.NoticeRefund, Payment: id}, nil
		}
		return n, nil
	}
	id, ok := payment.ByNumber(form.Get("out_trade_no"))
	if !ok {
		return n, nil // of another shop of the same merchant
	}
	found, err := finding(alipay.TradeStatus(form.Get("trade_status")), form.Get("total_amount"))
	if err != nil || found.Standing != payment.StandingPaid {
		return n, err
	}
	return payment.Notice{Kind: payment.NoticePaid, Payment: id, Money: *found.Money}, nil
}

// Answer is the one word that Alipay wants. After every other it calls again, seven times
// within 25 hours.
func (*Provider) Answer(v payment.Verdict) payment.Reply {
	switch v {
	case payment.Taken:
		return payment.Reply{Status: http.StatusOK, Type: "text/plain", Body: "success"}
	case payment.Forged:
		return payment.Reply{Status: http.StatusUnauthorized, Type: "text/plain", Body: "failure"}
	case payment.Failed:
	}
	return payment.Reply{Status: http.StatusInternalServerError, Type: "text/plain", Body: "failure"}
}
