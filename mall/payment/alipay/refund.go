package alipay

import (
	"context"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// SendBack asks for a refund. The same number is the same refund, however often it is asked for.
func (a *Provider) SendBack(ctx context.Context, p *ent.Payment, number int, minor int64) error {
	const call = "ask Alipay for a refund"
	amount, err := payment.Yuan(mall.Money{Minor: minor, Currency: p.Currency})
	if err != nil {
		return &payment.Refusal{Code: "CURRENCY", Says: err.Error()}
	}
	of := payment.NumberOf(p.ID)
	// The SDK sends a reason even where there is none, and Alipay refuses an empty one.
	answer, err := a.client.TradeRefund(ctx, alipay.TradeRefund{OutTradeNo: of, OutRequestNo: payment.RefundNumber(p.ID, number), RefundAmount: amount, RefundReason: "refund"})
	var said *alipay.Error
	if answer != nil {
		said = &answer.Error
	}
	switch err := outcome(call, said, err); {
	case err != nil:
		return err
	case answer.OutTradeNo != of:
		return payment.Unknown(call, errAnother)
	case answer.FundChange == "Y":
		return nil
	}
	// No money has moved by this call: it had moved before, or it will.
	done, err := a.AskRefund(ctx, p, number)
	if err == nil && !done {
		return payment.ErrUnderWay
	}
	return err
}

// AskRefund asks by the refund's number. Alipay answers without a status where it knows of no
// such refund, or where it has failed.
func (a *Provider) AskRefund(ctx context.Context, p *ent.Payment, number int) (bool, error) {
	const call = "ask Alipay about a refund"
	of, refund := payment.NumberOf(p.ID), payment.RefundNumber(p.ID, number)
	answer, err := a.client.TradeFastPayRefundQuery(ctx, alipay.TradeFastPayRefundQuery{OutTradeNo: of, OutRequestNo: refund})
	var said *alipay.Error
	if answer != nil {
		said = &answer.Error
	}
	if err := outcome(call, said, err); err != nil {
		return false, err
	}
	if answer.RefundStatus == "" {
		return false, nil
	}
	if answer.OutTradeNo != of || answer.OutRequestNo != refund {
		return false, payment.Unknown(call, errAnother)
	}
	return answer.RefundStatus == "REFUND_SUCCESS", nil
}
