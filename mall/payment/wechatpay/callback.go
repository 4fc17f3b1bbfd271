package wechatpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"

	"pointsmall/mall/payment"
)

// Path is where WeChat Pay calls.
func (*Provider) Path() string { return path }

// Verify has the SDK check the signature by the platform's key, and that the call is at most
// five minutes old. The SDK's handler, which decrypts too, panics where a call that is signed
// has no resource, or a nonce of another length.
func (w *Provider) Verify(c payment.Call) error {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, path, bytes.NewReader(c.Body))
	if err != nil {
		return fmt.Errorf("read a call of WeChat Pay: %w", err)
	}
	r.Header = c.Header
	return w.calls.Validate(context.Background(), r)
}

// Trim decrypts what a call is about.
func (w *Provider) Trim(body []byte) (payment.Message, error) {
	var envelope notify.Request
	if err := json.Unmarshal(body, &envelope); err != nil || envelope.Resource == nil {
		return payment.Message{}, errors.New("it is no call of WeChat Pay")
	}
	plain, err := open(w.apiKey, envelope.Resource)
	if err != nil {
		return payment.Message{}, err
	}
	content, err := json.Marshal(message{Event: envelope.EventType, Plain: plain})
	return payment.Message{Key: envelope.ID, Content: content}, err
}

// message is a call that was decrypted.
type message struct {
	Event string          `json:"event"`
	Plain json.RawMessage `json:"plain"`
}

// refundNotice is what WeChat Pay says of a refund. The SDK's type for refunds has the status
// by another name, and would leave it empty.
type refundNotice struct {
	Merchant string `json:"mchid"`
	Number   string `json:"out_refund_no"`
	Status   string `json:"refund_status"`
}

// Translate says what a call means.
func (w *Provider) Translate(m payment.Message) (n payment.Notice, err error) {
	var said message
	if err := json.Unmarshal(m.Content, &said); err != nil {
		return n, errors.New("it is no call of WeChat Pay")
	}
	switch said.Event {
	case "TRANSACTION.SUCCESS":
		return w.paid(said.Plain)
	case "REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED":
		var r refundNotice
		if err := json.Unmarshal(said.Plain, &r); err != nil || r.Merchant != w.settings.Merchant || r.Status == "" {
			return n, errors.New("it is about no refund of this merchant")
		}
		id, ok := payment.PaymentOfRefund(r.Number)
		if !ok {
			return n, nil // made by hand at the merchant platform
		}
		return payment.Notice{Kind: payment.NoticeRefund, Payment: id}, nil
	}
	return n, nil
}

func (w *Provider) paid(plain []byte) (n payment.Notice, err error) {
	var t payments.Transaction
	if err := json.Unmarshal(plain, &t); err != nil {
		return n, errors.New("it is about no payment")
	}
	if text(t.Appid) != w.settings.App || text(t.Mchid) != w.settings.Merchant {
		return n, errors.New("it is about a payment of another app or merchant")
	}
	id, ok := payment.ByNumber(text(t.OutTradeNo))
	if !ok {
		return n, nil // of another shop of the same merchant
	}
	found, err := w.finding(&t, text(t.OutTradeNo))
	if err != nil || found.Standing != payment.StandingPaid {
		return n, err
	}
	return payment.Notice{Kind: payment.NoticePaid, Payment: id, Money: *found.Money}, nil
}

// Answer is 204 for a call that is stored. Everything else is repeated by WeChat Pay, 15 times
// within a day.
func (*Provider) Answer(v payment.Verdict) payment.Reply {
	switch v {
	case payment.Taken:
		return payment.Reply{Status: http.StatusNoContent}
	case payment.Forged:
		return payment.Reply{Status: http.StatusUnauthorized, Type: "application/json", Body: `{"code":"SIGN_ERROR","message":"the signature is wrong"}`}
	case payment.Failed:
	}
	return payment.Reply{Status: http.StatusInternalServerError, Type: "application/json", Body: `{"code":"FAIL","message":"try again"}`}
}
