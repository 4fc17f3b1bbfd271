package wechatpay

import (
	"context"
	"errors"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"

	"pointsmall/ent"
	"pointsmall/mall/payment"
)

// Ask asks by the attempt's number.
func (w *Provider) Ask(ctx context.Context, p *ent.Payment) (payment.Finding, error) {
	number := payment.NumberOf(p.ID)
	answer, result, err := (&jsapi.JsapiApiService{Client: w.client}).QueryOrderByOutTradeNo(ctx, jsapi.QueryOrderByOutTradeNoRequest{
		OutTradeNo: &number, Mchid: &w.settings.Merchant,
	})
	if err != nil {
		if absent(err) {
			return payment.Finding{Standing: payment.StandingAbsent}, nil
		}
		return payment.Finding{}, outcome("ask WeChat Pay about a payment", result, err)
	}
	return w.finding(answer, number)
}

// absent reports whether WeChat Pay says that it knows no such order or refund.
func absent(err error) bool {
	no := refusal(err)
	return no != nil && (no.Code == "ORDER_NOT_EXIST" || no.Code == "ORDERNOTEXIST" || no.Code == "RESOURCE_NOT_EXISTS")
}

// finding is what a transaction says of the attempt of a number.
func (w *Provider) finding(t *payments.Transaction, number string) (f payment.Finding, err error) {
	if text(t.OutTradeNo) != number || text(t.Mchid) != w.settings.Merchant {
		return f, payment.Unknown("ask WeChat Pay about a payment", errors.New("the answer is about another"))
	}
	switch text(t.TradeState) {
	case "SUCCESS":
		if t.Amount == nil || t.Amount.Total == nil {
			return f, payment.Unknown("ask WeChat Pay about a payment", errNoAnswer)
		}
		money := payment.OfFen(*t.Amount.Total, text(t.Amount.Currency))
		return payment.Finding{Standing: payment.StandingPaid, Money: &money}, nil
	case "NOTPAY":
		return payment.Finding{Standing: payment.StandingOpen}, nil
	case "PAYERROR":
		return payment.Finding{Standing: payment.StandingFailed}, nil
	case "CLOSED", "REVOKED":
		return payment.Finding{Standing: payment.StandingClosed}, nil
	case "USERPAYING", "ACCEPT":
		return payment.Finding{Standing: payment.StandingUnknown}, nil
	}
	// REFUND among them: its money went back, and not by the mall, which knows of none.
	return f, payment.Unknown("ask WeChat Pay about a payment", errors.New("the payment is "+text(t.TradeState)))
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Close closes the order at WeChat Pay. Its answer counts only where it is the one that a
// closing has (204); after every other the platform is asked where the attempt stands.
func (w *Provider) Close(ctx context.Context, p *ent.Payment) (payment.Finding, error) {
	number := payment.NumberOf(p.ID)
	result, err := (&jsapi.JsapiApiService{Client: w.client}).CloseOrder(ctx, jsapi.CloseOrderRequest{OutTradeNo: &number, Mchid: &w.settings.Merchant})
	if err == nil && result.Response.StatusCode == http.StatusNoContent {
		return payment.Finding{Standing: payment.StandingClosed}, nil
	}
	found, asked := w.Ask(ctx, p)
	switch {
	case asked != nil:
		return payment.Finding{}, asked
	case found.Standing == payment.StandingOpen || found.Standing == payment.StandingFailed:
		return payment.Finding{Standing: payment.StandingUnknown}, nil // it was to be closed, and is not
	}
	return found, nil
}
