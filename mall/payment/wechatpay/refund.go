package wechatpay

import (
	"context"
	"errors"

	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"

	"pointsmall/ent"
	"pointsmall/mall/payment"
)

// SendBack asks for a refund. WeChat Pay takes it, and sends the money afterwards: it is done
// when the answer, or a later one, says so.
func (w *Provider) SendBack(ctx context.Context, p *ent.Payment, number int, minor int64) error {
	of, refund, currency, notify := payment.NumberOf(p.ID), payment.RefundNumber(p.ID, number), string(p.Currency), w.notify
	answer, result, err := (&refunddomestic.RefundsApiService{Client: w.client}).Create(ctx, refunddomestic.CreateRequest{
		OutTradeNo: &of, OutRefundNo: &refund, NotifyUrl: &notify,
		Amount: &refunddomestic.AmountReq{Refund: &minor, Total: &p.AmountMinor, Currency: &currency},
	})
	if err != nil {
		return outcome("ask WeChat Pay for a refund", result, err)
	}
	if answer.Amount == nil || answer.Amount.Refund == nil || *answer.Amount.Refund != minor {
		return payment.Unknown("ask WeChat Pay for a refund", errNoAnswer)
	}
	return refunded(answer, refund)
}

// AskRefund asks by the refund's number.
func (w *Provider) AskRefund(ctx context.Context, p *ent.Payment, number int) (bool, error) {
	refund := payment.RefundNumber(p.ID, number)
	answer, result, err := (&refunddomestic.RefundsApiService{Client: w.client}).QueryByOutRefundNo(ctx, refunddomestic.QueryByOutRefundNoRequest{OutRefundNo: &refund})
	if err != nil {
		if absent(err) {
			return false, nil
		}
		return false, outcome("ask WeChat Pay about a refund", result, err)
	}
	err = refunded(answer, refund)
	return err == nil, err
}

// refunded is nil for a refund whose money has gone back.
func refunded(r *refunddomestic.Refund, number string) error {
	if text(r.OutRefundNo) != number || r.Status == nil {
		return payment.Unknown("ask WeChat Pay about a refund", errNoAnswer)
	}
	switch *r.Status {
	case refunddomestic.STATUS_SUCCESS:
		return nil
	case refunddomestic.STATUS_PROCESSING:
		return payment.ErrUnderWay
	case refunddomestic.STATUS_ABNORMAL:
		return &payment.Refusal{Code: "ABNORMAL", Says: "the member's account takes no money; send it by hand at the merchant platform"}
	case refunddomestic.STATUS_CLOSED:
		return &payment.Refusal{Code: "CLOSED", Says: "the refund was closed at the merchant platform"}
	}
	return payment.Unknown("ask WeChat Pay about a refund", errors.New("the refund is "+string(*r.Status)))
}
